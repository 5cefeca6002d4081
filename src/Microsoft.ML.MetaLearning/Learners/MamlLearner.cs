using System;
using System.IO;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>
/// Model-agnostic meta-learning: an initialization from which a few gradient steps on the support set do well on the query set.
/// Algorithm 2 of Finn et al., <a href="https://arxiv.org/abs/1703.03400">2017</a>; of the first order it is FOMAML.
/// </summary>
internal sealed class MamlLearner : IFewShotLearner
{
    internal const string KindName = "Maml";
    private readonly LinearHead _head;
    private readonly InnerLoop _innerLoop;
    private readonly Network? _network;

    /// <exception cref="ArgumentException">The tape engine is asked for, but the backbone is not made of its operations.</exception>
    public MamlLearner(FewShotProblem problem, MamlSettings settings)
    {
        Problem = problem;
        Settings = settings;
        _head = new LinearHead(Backbone.EmbeddingSize, problem.Outputs!.Value);
        _innerLoop = new InnerLoop(new Sgd(settings.InnerLearningRate));
        _network = settings.Engine == GradientEngine.Autograd ? null : TapeNetwork.TryBuild(Backbone, _head.Outputs, Normalization, Task);
        if (_network is null && settings.Engine == GradientEngine.Tape)
            throw new ArgumentException($"the tape engine does not know what backbone '{Backbone}' is made of; use {nameof(GradientEngine)}.{nameof(GradientEngine.Autograd)}.", nameof(settings));
    }

    public string Kind => KindName;

    public FewShotProblem Problem { get; }

    public MamlSettings Settings { get; }

    public int TestAdaptationSteps => Settings.TestAdaptationSteps;

    private Backbone Backbone => Problem.Backbone;

    private Normalization Normalization => Problem.Normalization;

    private TaskKind Task => Problem.Task;

    public string GradientPath(Device device) =>
        $"{(UsesTape(device.type) ? "tape" : "autograd")}, {(Settings.Order == GradientOrder.Second ? "second" : "first")} order";

    public ParameterSet Initialize(Generator generator) => Problem.InitializeBackbone(generator).Combine(_head.Initialize(generator));

    public IFewShotLearner WithTestAdaptationSteps(int steps) => new MamlLearner(Problem, Settings with { TestAdaptationSteps = steps });

    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0)
    {
        if (UsesTape(meta.Tensors[0].device_type))
        {
            var result = new ReverseRecursion(_network!, Normalization)
                .MetaGradient(meta, episode, new InnerSteps(Settings.AdaptationSteps, Settings.InnerLearningRate), Settings.Order);
            return new EpisodeGradient(result.Loss, result.Accuracy, result.Gradient);
        }
        using var scope = NewDisposeScope();
        var normalization = EpisodeNormalization.ForTraining(Problem, episode.Support.Inputs);
        var adaptation = Adapt(meta, episode.Support, normalization, Settings.AdaptationSteps, Settings.Order);
        var outputs = Forward(adaptation.Parameters, episode.Query.Inputs, normalization.Query(adaptation.Parameters));
        var loss = Task.Loss(outputs, episode.Query.Targets);
        var gradient = Gradients.Of(loss, adaptation.Leaves, createGraph: false);
        return new EpisodeGradient(loss.ToDouble(), Task.Accuracy(outputs, episode.Query.Targets), gradient.MoveToOuterDisposeScope())
        {
            Statistics = normalization.Statistics(meta)?.MoveToOuterDisposeScope(),
        };
    }

    public IFewShotPredictor Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        if (Task == TaskKind.Classification)
            meta = LinearHead.Narrow(meta, (int)support.Targets.max().ToInt64() + 1);
        var (adapted, moments) = UsesTape(meta.Tensors[0].device_type)
            ? TapeAdaptation.Run(TapeNetwork.TryBuild(Backbone, (int)meta[LinearHead.Bias].shape[0], Normalization, Task)!, meta, support, Settings.TestAdaptationSteps, Settings.InnerLearningRate)
            : AdaptByAutograd(meta, support);
        moments.ToParameters().MoveToOuterDisposeScope();
        return new NetworkPredictor(Backbone, new LinearHead(Backbone.EmbeddingSize, (int)meta[LinearHead.Bias].shape[0]), adapted.MoveToOuterDisposeScope(), moments, Normalization);
    }

    // *** Binary format ***
    // double: inner learning rate, int: adaptation steps, int: test adaptation steps, byte: gradient order
    public void WriteSettings(BinaryWriter writer)
    {
        writer.Write(Settings.InnerLearningRate);
        writer.Write(Settings.AdaptationSteps);
        writer.Write(Settings.TestAdaptationSteps);
        writer.Write((byte)Settings.Order);
    }

    internal static MamlLearner Read(BinaryReader reader, FewShotProblem problem) => new(problem, new MamlSettings(
        reader.ReadDouble(),
        Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of adaptation steps"),
        Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of test adaptation steps"),
        Checks.DecodedEnum<GradientOrder>(reader.ReadByte())));

    private bool UsesTape(DeviceType device) => _network is not null && device == DeviceType.CPU;

    private (ParameterSet, NormalizationMoments) AdaptByAutograd(ParameterSet meta, Examples support)
    {
        var normalization = EpisodeNormalization.ForAdaptation(Problem, support.Inputs);
        var adapted = Adapt(meta, support, normalization, Settings.TestAdaptationSteps, GradientOrder.First).Parameters.Clone();
        using var _ = no_grad();
        return (adapted, normalization.Moments(adapted));
    }

    private Adaptation Adapt(ParameterSet meta, Examples support, EpisodeNormalization normalization, int steps, GradientOrder order)
    {
        var step = 0;
        return _innerLoop.Adapt(
            meta,
            parameters => Task.Loss(Forward(parameters, support.Inputs, normalization.Support(step++, parameters)), support.Targets),
            steps,
            order);
    }

    // inputs: [n, ...input shape]; result: [n, outputs]
    private Tensor Forward(ParameterSet parameters, Tensor inputs, Normalizer normalizer) =>
        LinearHead.Forward(parameters, Backbone.Forward(parameters, inputs, normalizer));
}

/// <summary>The numbers of a MAML learner.</summary>
internal sealed record MamlSettings(double InnerLearningRate, int AdaptationSteps, int TestAdaptationSteps, GradientOrder Order)
{
    public GradientEngine Engine { get; init; }
}
