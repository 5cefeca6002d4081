using System.IO;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents Reptile: an initialization that moves towards the parameters that plain training on each task reaches. Nichol et al.,
/// <a href="https://arxiv.org/abs/1803.02999">2018</a>: Algorithm 1 with one task per meta-step, Algorithm 2 with several.
/// </summary>
internal sealed class ReptileLearner(FewShotProblem problem, ReptileSettings settings) : IFewShotLearner
{
    internal const string KindName = "Reptile";
    private readonly EngineChoice _engines = new(problem, settings.Engine);

    public string Kind => KindName;

    public FewShotProblem Problem => problem;

    public int TestAdaptationSteps => settings.TestAdaptationSteps;

    public string GradientPath(Device device) => _engines.Path(device);

    public ParameterSet Initialize(Generator generator) =>
        Problem.InitializeBackbone(generator)
            .Combine(new LinearHead(Problem.Backbone.EmbeddingSize, Problem.Outputs!.Value).Initialize(generator));

    /// <summary>
    /// Computes the initial parameters minus the trained ones. Loss and accuracy are those of the last mini-batch before its step.
    /// </summary>
    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0)
    {
        using var scope = NewDisposeScope();
        // There is no outer loss that would need the query set apart.
        var examples = episode.Support.Append(episode.Query);
        return _engines.For(meta).Use(meta, examples.Inputs, training: true, losses =>
        {
            var initial = losses.ToVector(meta);
            var trained = Train(losses, initial, examples, settings.AdaptationSteps);
            return new EpisodeGradient(trained.Loss, trained.Accuracy, losses.ToParameters(initial - trained.Parameters, meta))
            {
                Statistics = losses.Statistics(meta),
            }.MoveToOuterDisposeScope();
        });
    }

    public IFewShotLearner WithTestAdaptationSteps(int steps) => new ReptileLearner(Problem, settings with { TestAdaptationSteps = steps });

    public AdaptedNetwork Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        var start = LinearHead.Narrow(meta, Problem.OutputsFor(support.Targets));
        return _engines.For(start).Use(start, support.Inputs, training: false, losses =>
        {
            var trained = Train(losses, losses.ToVector(start), support, TestAdaptationSteps).Parameters;
            return AdaptedNetwork.WithLinearHead(Problem, losses.ToParameters(trained, start), losses.Moments(trained, support));
        });
    }

    // *** Binary format ***
    // byte: inner optimizer, double: inner learning rate
    // int: adaptation steps, int: test adaptation steps, int: inner batch size, 0 for all examples
    public void WriteSettings(BinaryWriter writer)
    {
        writer.Write((byte)settings.Optimizer);
        writer.Write(settings.InnerLearningRate);
        writer.Write(settings.AdaptationSteps);
        writer.Write(settings.TestAdaptationSteps);
        writer.Write(settings.InnerBatchSize ?? 0);
    }

    internal static ReptileLearner Read(BinaryReader reader, FewShotProblem problem)
    {
        var (optimizer, rate) = (Checks.DecodedEnum<InnerOptimizerKind>(reader.ReadByte()), reader.ReadDouble());
        var steps = Checks.Decoded(reader.ReadInt32(), 1, 1_000_000, "number of adaptation steps");
        var testSteps = Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of test adaptation steps");
        var batch = Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "inner batch size");
        return new ReptileLearner(problem, new ReptileSettings(optimizer, rate, steps, testSteps, batch == 0 ? null : batch));
    }

    private DescentResult Train(TaskLosses losses, Tensor initial, Examples examples, int steps)
    {
        IUpdateRule rule = settings.Optimizer == InnerOptimizerKind.Adam
            ? new Adam(settings.InnerLearningRate, Beta1: 0)
            : new Sgd(settings.InnerLearningRate);
        return new GradientDescent(rule).Run(losses, initial, examples, MiniBatches.Draw(examples, settings.InnerBatchSize, steps));
    }
}

/// <summary>Represents the settings of a Reptile learner.</summary>
internal sealed record ReptileSettings(
    InnerOptimizerKind Optimizer, double InnerLearningRate, int AdaptationSteps, int TestAdaptationSteps, int? InnerBatchSize)
{
    public GradientEngine Engine { get; init; }
}
