using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Model-agnostic meta-learning: an initialization from which a few gradient steps on the support set do well on the query set.
/// Algorithm 2 of Finn et al., <a href="https://arxiv.org/abs/1703.03400">2017</a>; of the first order it is FOMAML. Its relatives differ
/// in what is adapted (ANIL, BOIL), in the rates (Meta-SGD), in where the head starts (Proto-MAML) or in all of these and the losses
/// (MAML++), which are its settings.
/// </summary>
/// <remarks>
/// This file defines the algorithm, by autograd. MamlLearner.Tape.cs does the same on the tape engine. Where nothing but the head is
/// adapted, the inner loop runs on embeddings, which is the same and much cheaper.
/// </remarks>
internal sealed partial class MamlLearner : IFewShotLearner, ICheckpointing, IInnerRates
{
    internal const string KindName = "Maml";
    private readonly LearnedRates _rates;
    private readonly EpisodeEmbedder _embedder;

    /// <exception cref="ArgumentException">The tape engine is asked for, but the backbone is not made of its operations.</exception>
    public MamlLearner(FewShotProblem problem, MamlSettings settings)
    {
        Problem = problem;
        Settings = settings;
        _rates = new LearnedRates(settings.Rates, settings.AdaptationSteps);
        _embedder = new EpisodeEmbedder(problem, settings.Engine);
        if (Checkpoints && !_embedder.UsesTape(DeviceType.CPU) && !CanCheckpointByAutograd)
            throw new ArgumentException("checkpointing by autograd knows neither learned rates, normalization per step, losses of several steps nor prototypes; use the tape engine.", nameof(settings));
    }

    public string Kind => KindName;

    public FewShotProblem Problem { get; }

    public MamlSettings Settings { get; }

    public int TestAdaptationSteps => Settings.TestAdaptationSteps;

    public Checkpointing Checkpointing => Settings.Checkpointing;

    private bool Checkpoints => Checkpointing == Checkpointing.Always;

    private bool CanCheckpointByAutograd => Settings is
    {
        Rates: InnerRates.Constant, StepNormalization: false, MultiStepLossPortion: 0, Head: not HeadInitialization.Prototypes,
    };

    private Backbone Backbone => Problem.Backbone;

    private Normalization Normalization => Problem.Normalization;

    private TaskKind Task => Problem.Task;

    public string GradientPath(Device device) =>
        $"{_embedder.GradientPath(device)}, {(Settings.Order == GradientOrder.Second ? "second" : "first")} order";

    public IReadOnlyDictionary<string, IReadOnlyList<double>>? MeanRates(ParameterSet meta) => _rates.Means(meta);

    /// <exception cref="ArgumentException">Everything is frozen, or what is not there.</exception>
    public ParameterSet Initialize(Generator generator)
    {
        var meta = Problem.InitializeBackbone(generator);
        if (Settings.StepNormalization)
            meta = meta.Combine(StepNormalization.Initialize(meta, Settings.AdaptationSteps));
        var head = new LinearHead(Backbone.EmbeddingSize, Problem.Outputs ?? 1);
        if (Settings.Head == HeadInitialization.Learned)
            meta = meta.Combine(head.Initialize(generator));
        if (Settings.LearnsTemperature)
            meta = meta.Combine(new ParameterSet([(LinearHead.Temperature, ones(1))]));
        var all = meta.Select(p => (Name: p.Key, Shape: p.Value.shape)).UnionBy(head.Parameters, p => p.Name).ToArray();
        FrozenNames.Require(Settings.Frozen, [.. all.Select(p => p.Name)]);
        var adapted = all.Where(p => IsAdapted(p.Name)).ToArray();
        return adapted.Length > 0
            ? meta.Combine(_rates.Initialize(adapted, InitialRate))
            : throw new ArgumentException($"the inner loop must adapt something, but every parameter has one of {string.Join(", ", Settings.Frozen)} in its name.");
    }

    public IFewShotLearner WithCheckpointing() => new MamlLearner(Problem, Settings with { Checkpointing = Checkpointing.Always });

    public IFewShotLearner WithTestAdaptationSteps(int steps) => new MamlLearner(Problem, Settings with { TestAdaptationSteps = steps });

    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0)
    {
        var phase = PhaseAt(progress);
        if (AdaptsHeadOnly(meta))
        {
            return _embedder.MetaGradient(meta, episode, (parameters, support, query) =>
                Objective(parameters, Start(parameters, () => support, episode.Support.Targets), episode, phase, (p, _) => Logits(p, support), (p, _) => Logits(p, query)));
        }
        return _embedder.UsesTape(meta.Device.type) ? ByTape(meta, episode, phase) : ByAutograd(meta, episode, phase);
    }

    public IFewShotPredictor Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        var (adapted, moments) = AdaptsHeadOnly(meta) ? AdaptHead(meta, support)
            : _embedder.UsesTape(meta.Device.type) ? AdaptByTape(meta, support)
            : AdaptByAutograd(meta, support);
        return NetworkPredictor.WithLinearHead(Problem, WithoutTemperature(adapted), moments);
    }

    public void WriteSettings(BinaryWriter writer) => Settings.Write(writer);

    internal static MamlLearner Read(BinaryReader reader, FewShotProblem problem) => new(problem, MamlSettings.Read(reader));

    /// <summary>What counts in a part of the training.</summary>
    /// <param name="Order">The order of the meta-gradient.</param>
    /// <param name="QueryWeights">The weights of the query losses after 0, 1, ... inner steps.</param>
    private sealed record Phase(GradientOrder Order, double[] QueryWeights);

    private Phase PhaseAt(double progress) => new(
        progress < Settings.FirstOrderPortion ? GradientOrder.First : Settings.Order,
        MultiStepLoss.Weights(Settings.AdaptationSteps, Settings.MultiStepLossPortion, progress));

    private bool IsAdapted(string name) =>
        name != LinearHead.Temperature
        && !LearnedRates.Has(name)
        && !NormalizationParameters.IsStatistic(name)
        && !(Settings.StepNormalization && StepNormalization.Concerns(name))
        && (Settings.Adapts == AdaptedPart.Network || IsHead(name) == (Settings.Adapts == AdaptedPart.Head))
        && !Settings.Frozen.Any(name.Contains);

    // The moments of EpisodicRunning count the support passes, of which there would be one only.
    private bool AdaptsHeadOnly(ParameterSet meta) =>
        !Settings.StepNormalization && Normalization != Normalization.EpisodicRunning && meta.Names.All(n => !IsAdapted(n) || IsHead(n));

    private static bool IsHead(string name) => name is LinearHead.Weight or LinearHead.Bias;

    private double InitialRate(string name) => IsHead(name) ? Settings.HeadLearningRate ?? Settings.InnerLearningRate : Settings.InnerLearningRate;

    /// <summary>The network that the inner loop starts from: the backbone, and the head for the classes of a support set.</summary>
    // embeddings: [support, embedding], under the initial parameters, asked for prototypes only; targets: [support]
    private ParameterSet Start(ParameterSet meta, Func<Tensor> embeddings, Tensor targets)
    {
        var network = meta.Partition(n => !LearnedRates.Has(n) && !StepNormalization.Has(n)).Selected;
        var outputs = Problem.OutputsFor(targets);
        return Settings.Head switch
        {
            HeadInitialization.Zero => network.Combine(new LinearHead(Backbone.EmbeddingSize, outputs).Zero(meta.Type, meta.Device).AsLeaves()),
            HeadInitialization.Prototypes => network.Combine(Prototypes.ToLinearHead(Prototypes.Of(embeddings(), targets))),
            _ => LinearHead.Narrow(network, outputs),
        };
    }

    private EpisodeGradient ByAutograd(ParameterSet meta, Episode episode, Phase phase)
    {
        using var scope = NewDisposeScope();
        var leaves = meta.AsLeaves();
        var normalization = EpisodeNormalization.ForTraining(Problem, episode.Support.Inputs);
        if (Checkpoints && phase.Order == GradientOrder.Second)
            return ByCheckpoints(meta, episode, normalization);
        var (loss, logits) = Objective(
            leaves,
            Start(leaves, () => Backbone.Forward(leaves, episode.Support.Inputs, normalization.Support(null, leaves)), episode.Support.Targets),
            episode,
            phase,
            (p, step) => Logits(p, Backbone.Forward(p, episode.Support.Inputs, normalization.Support(step, p))),
            (p, steps) => Logits(p, Backbone.Forward(p, episode.Query.Inputs, normalization.Query(p, steps))));
        var gradient = Gradients.Of(loss, leaves, createGraph: false);
        return new EpisodeGradient(loss.ToNumber(), Task.Accuracy(logits, episode.Query.Targets), gradient.MoveToOuterDisposeScope())
        {
            Statistics = normalization.Statistics(meta)?.MoveToOuterDisposeScope(),
        };
    }

    /// <summary>The same with the graph of one inner step at a time. What is not adapted has a rate of zero.</summary>
    private EpisodeGradient ByCheckpoints(ParameterSet meta, Episode episode, EpisodeNormalization normalization)
    {
        using var _ = normalization;
        var start = Start(meta, () => throw new InvalidOperationException("prototypes are not checkpointed."), episode.Support.Targets).Detach();
        var rates = new ParameterSet(start.Select(p => (p.Key, TensorArithmetic.Filled([], IsAdapted(p.Key) ? InitialRate(p.Key) : 0, p.Value.dtype, p.Value.device))));
        var rule = new Sgd(Settings.InnerLearningRate, Settings.Momentum, Settings.WeightDecay) { Rates = rates };
        var accuracy = double.NaN;
        var (loss, gradient) = new CheckpointedInnerLoop(rule).MetaGradient(
            start,
            (p, step) =>
            {
                var loss = Task.Loss(Logits(p, Backbone.Forward(p, episode.Support.Inputs, normalization.Support(step, p))), episode.Support.Targets);
                normalization.DetachFromDisposeScope();
                return loss;
            },
            Settings.AdaptationSteps,
            adapted =>
            {
                var logits = Logits(adapted, Backbone.Forward(adapted, episode.Query.Inputs, normalization.Query(adapted)));
                normalization.DetachFromDisposeScope();
                accuracy = Task.Accuracy(logits, episode.Query.Targets);
                return Task.Loss(logits, episode.Query.Targets);
            });
        return new EpisodeGradient(loss, accuracy, meta.With(meta.Names.Select(n => gradient[n]).ToArray()).MoveToOuterDisposeScope())
        {
            Statistics = normalization.Statistics(meta)?.MoveToOuterDisposeScope(),
        };
    }

    /// <summary>The weighted query losses of the inner loop, as a function of the meta-parameters.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="start">The network that the inner loop starts from, a function of them.</param>
    /// <param name="episode">The targets.</param>
    /// <param name="phase">What counts.</param>
    /// <param name="support">The logits of the support, [support, outputs], given the network and the step.</param>
    /// <param name="query">The logits of the query, [query, outputs], given the network and the steps that it has taken.</param>
    private EpisodeObjective Objective(
        ParameterSet meta, ParameterSet start, Episode episode, Phase phase, Func<ParameterSet, int, Tensor> support, Func<ParameterSet, int, Tensor> query)
    {
        var (adapted, others) = start.Partition(IsAdapted);
        var trajectory = InnerLoopOf(meta, adapted).Adapt(
            adapted, (p, step) => Task.Loss(support(AtStep(step, meta, others.Combine(p)), step), episode.Support.Targets), Settings.AdaptationSteps, phase.Order);
        Tensor? loss = null, logits = null;
        for (var k = 0; k <= Settings.AdaptationSteps; k++)
        {
            if (phase.QueryWeights[k] == 0)
                continue;
            // The network after step k - 1 keeps that step's normalization, as in the reference code of MAML++.
            logits = query(AtStep(Math.Max(k - 1, 0), meta, others.Combine(trajectory[k])), k);
            var term = Task.Loss(logits, episode.Query.Targets).Times(phase.QueryWeights[k]);
            loss = loss is null ? term : loss.Plus(term);
        }
        return new EpisodeObjective(loss!, logits!);
    }

    private (ParameterSet, NormalizationMoments) AdaptByAutograd(ParameterSet meta, Examples support)
    {
        var normalization = EpisodeNormalization.ForAdaptation(Problem, support.Inputs);
        var start = Start(meta, () => Backbone.Forward(meta, support.Inputs, normalization.Support(null, meta)), support.Targets);
        var network = AdaptNetwork(meta, start, support, (p, step) => Logits(p, Backbone.Forward(p, support.Inputs, normalization.Support(step, p))));
        using var _ = no_grad();
        return (network, normalization.Moments(network));
    }

    private (ParameterSet, NormalizationMoments) AdaptHead(ParameterSet meta, Examples support)
    {
        var (embeddings, moments) = _embedder.Embed(meta, support.Inputs);
        return (AdaptNetwork(meta, Start(meta, () => embeddings, support.Targets), support, (p, _) => Logits(p, embeddings)), moments);
    }

    private ParameterSet AdaptNetwork(ParameterSet meta, ParameterSet start, Examples support, Func<ParameterSet, int, Tensor> logits)
    {
        var (adapted, others) = start.Detach().Partition(IsAdapted);
        var trajectory = InnerLoopOf(meta.Detach(), adapted).Adapt(
            adapted, (p, step) => Task.Loss(logits(AtStep(step, meta, others.Combine(p)), step), support.Targets), Settings.TestAdaptationSteps, GradientOrder.First);
        return AtStep(Math.Max(Settings.TestAdaptationSteps - 1, 0), meta, others.Combine(trajectory[^1])).Clone();
    }

    private StepLoop InnerLoopOf(ParameterSet meta, ParameterSet adapted)
    {
        var rule = new Sgd(Settings.InnerLearningRate, Settings.Momentum, Settings.WeightDecay);
        if (Settings.Rates != InnerRates.Constant)
            return new StepLoop(step => rule with { Rates = _rates.At(step, meta, adapted) });
        if (Settings.HeadLearningRate is not null)
            rule = rule with { Rates = new ParameterSet(adapted.Select(a => (a.Key, TensorArithmetic.Filled([], InitialRate(a.Key), a.Value.dtype, a.Value.device)))) };
        return new StepLoop(rule);
    }

    private ParameterSet AtStep(int step, ParameterSet meta, ParameterSet network) =>
        Settings.StepNormalization ? network.Combine(StepNormalization.At(step, meta, network, Settings.AdaptationSteps)) : network;

    // embeddings: [n, embedding]; result: [n, outputs]
    private Tensor Logits(ParameterSet network, Tensor embeddings)
    {
        var logits = LinearHead.Forward(network, embeddings);
        return Settings.LearnsTemperature ? logits * network[LinearHead.Temperature] : logits;
    }

    /// <summary>A network whose head has taken the temperature in.</summary>
    private ParameterSet WithoutTemperature(ParameterSet network) => !Settings.LearnsTemperature ? network : network.Combine(new ParameterSet(
    [
        (LinearHead.Weight, network[LinearHead.Weight] * network[LinearHead.Temperature]),
        (LinearHead.Bias, network[LinearHead.Bias] * network[LinearHead.Temperature]),
    ]));
}
