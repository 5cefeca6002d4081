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
internal sealed class MamlLearner : IFewShotLearner, ICheckpointing
{
    internal const string KindName = "Maml";
    private readonly LinearHead _head;
    private readonly IUpdateRule _rule;
    private readonly Network? _network;

    /// <exception cref="ArgumentException">The tape engine is asked for, but the backbone is not made of its operations.</exception>
    public MamlLearner(FewShotProblem problem, MamlSettings settings)
    {
        Problem = problem;
        Settings = settings;
        _head = new LinearHead(Backbone.EmbeddingSize, problem.Outputs!.Value);
        _rule = new Sgd(settings.InnerLearningRate);
        _network = settings.Engine == GradientEngine.Autograd ? null : TapeNetwork.TryBuild(Backbone, _head.Outputs, Normalization, Task);
        if (_network is null && settings.Engine == GradientEngine.Tape)
            throw new ArgumentException($"the tape engine does not know what backbone '{Backbone}' is made of; use {nameof(GradientEngine)}.{nameof(GradientEngine.Autograd)}.", nameof(settings));
    }

    public string Kind => KindName;

    public FewShotProblem Problem { get; }

    public MamlSettings Settings { get; }

    public int TestAdaptationSteps => Settings.TestAdaptationSteps;

    public Checkpointing Checkpointing => Settings.Checkpointing;

    private bool Checkpoints => Checkpointing == Checkpointing.Always;

    private InnerSteps InnerSteps => new(Settings.AdaptationSteps, Settings.InnerLearningRate) { Checkpointed = Checkpoints };

    private Backbone Backbone => Problem.Backbone;

    private Normalization Normalization => Problem.Normalization;

    private TaskKind Task => Problem.Task;

    public string GradientPath(Device device) =>
        $"{(UsesTape(device.type) ? "tape" : "autograd")}, {(Settings.Order == GradientOrder.Second ? "second" : "first")} order";

    public ParameterSet Initialize(Generator generator) => Backbone.Initialize(generator).Combine(_head.Initialize(generator));

    public IFewShotLearner WithCheckpointing() => new MamlLearner(Problem, Settings with { Checkpointing = Checkpointing.Always });

    public long? TaskScalars(EpisodeShape shape, Device device)
    {
        if ((_network ?? TapeNetwork.TryBuild(Backbone, _head.Outputs, Normalization, Task)) is not { } network)
            return null;
        var memory = new RecursionMemory(network, Normalization, shape.Ways * shape.Shots, shape.Ways * shape.QueryShots);
        return UsesTape(device.type) ? memory.OfTape(InnerSteps, Settings.Order) : memory.OfAutograd(InnerSteps, Settings.Order);
    }

    public IFewShotLearner WithTestAdaptationSteps(int steps) => new MamlLearner(Problem, Settings with { TestAdaptationSteps = steps });

    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0)
    {
        if (UsesTape(meta.Tensors[0].device_type))
        {
            var result = new ReverseRecursion(_network!, Normalization)
                .MetaGradient(meta, episode, InnerSteps, Settings.Order);
            return new EpisodeGradient(result.Loss, result.Accuracy, result.Gradient);
        }
        using var scope = NewDisposeScope();
        var accuracy = double.NaN;
        Tensor QueryLoss(ParameterSet adapted)
        {
            var outputs = Forward(adapted, episode.Query.Inputs, QueryNormalizer(adapted, episode.Support));
            accuracy = Task.Accuracy(outputs, episode.Query.Targets);
            return Task.Loss(outputs, episode.Query.Targets);
        }
        if (Checkpoints && Settings.Order == GradientOrder.Second)
        {
            var (value, exact) = new CheckpointedInnerLoop(_rule).MetaGradient(meta, SupportLoss(episode.Support), Settings.AdaptationSteps, QueryLoss);
            return new EpisodeGradient(value, accuracy, exact.MoveToOuterDisposeScope());
        }
        var adaptation = Adapt(meta, episode.Support, Settings.AdaptationSteps, Settings.Order);
        var loss = QueryLoss(adaptation.Parameters);
        var gradient = Gradients.Of(loss, adaptation.Leaves, createGraph: false);
        return new EpisodeGradient(loss.ToDouble(), accuracy, gradient.MoveToOuterDisposeScope());
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
        var adapted = Adapt(meta, support, Settings.TestAdaptationSteps, GradientOrder.First).Parameters.Clone();
        using var _ = no_grad();
        return (adapted, NormalizationMoments.Record(Backbone, adapted, support.Inputs, Normalization));
    }

    private Adaptation Adapt(ParameterSet meta, Examples support, int steps, GradientOrder order) => new InnerLoop(_rule).Adapt(meta, SupportLoss(support), steps, order);

    private Func<ParameterSet, Tensor> SupportLoss(Examples support) =>
        parameters => Task.Loss(Forward(parameters, support.Inputs, Normalizer.ForSupport(Normalization)), support.Targets);

    /// <summary>How the training loss normalizes the query: gradients flow through the support's moments under the adapted parameters.</summary>
    private Normalizer QueryNormalizer(ParameterSet adapted, Examples support) => Normalization == Normalization.SupportStatistics
        ? Normalizer.By(NormalizationMoments.Record(Backbone, adapted, support.Inputs, Normalization))
        : Normalizer.ForSupport(Normalization);

    // inputs: [n, ...input shape]; result: [n, outputs]
    private Tensor Forward(ParameterSet parameters, Tensor inputs, Normalizer normalizer) =>
        LinearHead.Forward(parameters, Backbone.Forward(parameters, inputs, normalizer));
}

/// <summary>The numbers of a MAML learner.</summary>
internal sealed record MamlSettings(double InnerLearningRate, int AdaptationSteps, int TestAdaptationSteps, GradientOrder Order)
{
    public GradientEngine Engine { get; init; }

    public Checkpointing Checkpointing { get; init; }
}
