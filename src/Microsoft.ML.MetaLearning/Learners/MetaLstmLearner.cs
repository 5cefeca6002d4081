using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Episodes;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>
/// Meta-LSTM: the update rule of the inner loop is itself learned, as the cell of a recurrent network whose memory is the parameters of the classifier. Ravi and
/// Larochelle, <a href="https://openreview.net/forum?id=rJY0-Kcll">Optimization as a Model for Few-Shot Learning</a>, 2017, section 3.
/// </summary>
/// <remarks>The initial memory, which is learned too, are the meta-parameters of backbone and head; those of the update rule are named <c>optimizer.NAME</c>.</remarks>
internal sealed class MetaLstmLearner : IFewShotLearner
{
    internal const string KindName = "MetaLstm";
    private readonly MetaLstmSettings _settings;
    private readonly LossEngine _engine;

    /// <exception cref="System.ArgumentException">The tape engine is asked for, but the backbone is not made of its operations.</exception>
    public MetaLstmLearner(FewShotProblem problem, MetaLstmSettings settings)
    {
        Problem = problem;
        _settings = settings;
        _engine = new LossEngine(problem, settings.Engine);
    }

    public string Kind => KindName;

    public FewShotProblem Problem { get; }

    public int TestAdaptationSteps => _settings.TestAdaptationSteps;

    public string GradientPath(Device device) => $"{_engine.GradientPath(device)}, through the update rule";

    public ParameterSet Initialize(Generator generator) => Problem.InitializeBackbone(generator)
        .Combine(new LinearHead(Problem.Backbone.EmbeddingSize, Problem.Outputs!.Value).Initialize(generator))
        .Combine(LearnedOptimizer.Initialize(generator));

    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0)
    {
        using var scope = NewDisposeScope();
        var (rule, network) = meta.Partition(LearnedOptimizer.Has);
        return _engine.Use(network, episode.Support.Inputs, training: true, losses =>
        {
            var leaves = rule.AsLeaves().Combine(new ParameterSet([(LearnedOptimizer.InitialMemory, losses.ToVector(network).requires_grad_(true))]));
            var adapted = Descend(losses, leaves, leaves[LearnedOptimizer.InitialMemory], episode.Support, _settings.AdaptationSteps);
            var query = losses.OfQuery(adapted.detach(), episode);
            // The losses and gradients that the rule reads are constants; the chain goes through the rule alone.
            var gradients = Gradients.Of(adapted.dot(query.Gradient), leaves, createGraph: false);
            var (ofRule, ofMemory) = gradients.Partition(LearnedOptimizer.Has);
            var gradient = losses.ToParameters(ofMemory.Tensors[0], network);
            return new EpisodeGradient(query.Loss, query.Accuracy, meta.With(meta.Names.Select(n => LearnedOptimizer.Has(n) ? ofRule[n] : gradient[n]).ToArray()).MoveToOuterDisposeScope())
            {
                Statistics = losses.Statistics(meta)?.MoveToOuterDisposeScope(),
            };
        });
    }

    public IFewShotLearner WithTestAdaptationSteps(int steps) => new MetaLstmLearner(Problem, _settings with { TestAdaptationSteps = steps });

    public IFewShotPredictor Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (rule, network) = LinearHead.Narrow(meta, Problem.OutputsFor(support.Targets)).Partition(LearnedOptimizer.Has);
        return _engine.Use(network, support.Inputs, training: false, losses =>
        {
            var adapted = Descend(losses, rule, losses.ToVector(network), support, TestAdaptationSteps);
            return NetworkPredictor.WithLinearHead(Problem, losses.ToParameters(adapted, network), losses.Moments(adapted, support));
        });
    }

    // *** Binary format ***
    // int: adaptation steps, int: test adaptation steps, int: inner batch size, 0 for all examples
    public void WriteSettings(BinaryWriter writer)
    {
        writer.Write(_settings.AdaptationSteps);
        writer.Write(_settings.TestAdaptationSteps);
        writer.Write(_settings.InnerBatchSize ?? 0);
    }

    internal static MetaLstmLearner Read(BinaryReader reader, FewShotProblem problem)
    {
        var steps = Checks.Decoded(reader.ReadInt32(), 1, 1_000_000, "number of adaptation steps");
        var testSteps = Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of test adaptation steps");
        var batch = Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "inner batch size");
        return new MetaLstmLearner(problem, new MetaLstmSettings(steps, testSteps, batch == 0 ? null : batch));
    }

    // memory: [n], the parameters of the classifier; result: [n]
    private Tensor Descend(TaskLosses losses, ParameterSet rule, Tensor memory, Examples support, int steps)
    {
        var optimizer = new LearnedOptimizer(rule, memory);
        foreach (var rows in MiniBatches.Draw(support, _settings.InnerBatchSize, steps))
        {
            var batch = rows is null ? support : support.Rows(rows);
            LossGradient constant;
            using (enable_grad())
                constant = losses.OfSupport(optimizer.Memory.detach(), batch);
            // The reference code divides the gradient of the mean loss by the size of the batch once more.
            optimizer.Step(constant.Loss, constant.Gradient / batch.Count);
        }
        return optimizer.Memory;
    }
}

/// <summary>The numbers of a Meta-LSTM learner.</summary>
internal sealed record MetaLstmSettings(int AdaptationSteps, int TestAdaptationSteps, int? InnerBatchSize)
{
    public GradientEngine Engine { get; init; }
}
