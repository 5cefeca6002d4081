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
/// Represents model-agnostic meta-learning: an initialization from which a few gradient steps on the support set do well on the query set.
/// Algorithm 2 of Finn et al., <a href="https://arxiv.org/abs/1703.03400">2017</a>; at the first order it is FOMAML. Its settings make it
/// ANIL or BOIL (parts that are adapted), Meta-SGD (rates), Proto-MAML (start of the head) or MAML++ (all of these, and the losses).
/// </summary>
/// <remarks>
/// <see cref="MamlInnerLoop"/> is the inner loop, lines 5 to 8 and 10 of the algorithm. If only the head is adapted, it runs on embeddings,
/// which computes the same much faster.
/// </remarks>
internal sealed class MamlLearner : IFewShotLearner, ICheckpointing, IInnerRates
{
    internal const string KindName = "Maml";
    private readonly MamlInnerLoop _loop;
    private readonly EngineChoice _engines;

    /// <exception cref="ArgumentException">The options ask for the tape engine, which does not know the backbone.</exception>
    public MamlLearner(FewShotProblem problem, MamlSettings settings)
    {
        Problem = problem;
        Settings = settings;
        _engines = new EngineChoice(problem, settings.Engine, settings.LearnsTemperature);
        _loop = new MamlInnerLoop(
            problem,
            new Sgd(settings.InnerLearningRate, settings.Momentum, settings.WeightDecay),
            new LearnedRates(settings.Rates, settings.AdaptationSteps),
            settings.AdaptationSteps)
        {
            IsAdapted = IsAdapted,
            Head = settings.Head,
            HeadLearningRate = settings.HeadLearningRate,
            LearnsTemperature = settings.LearnsTemperature,
            NormalizedSteps = settings.StepNormalization ? settings.AdaptationSteps : 0,
            Checkpointed = settings.Checkpointing == Checkpointing.Always,
            Order = settings.Order,
        };
        if (_loop.Checkpointed && !_engines.UsesTape(DeviceType.CPU) && !CanCheckpointByAutograd)
            throw new ArgumentException(
                "checkpointing by autograd does not support learned rates, normalization per step, losses of several steps or " +
                "prototypes; use the tape engine.", nameof(settings));
    }

    public string Kind => KindName;

    public FewShotProblem Problem { get; }

    public MamlSettings Settings { get; }

    public int TestAdaptationSteps => Settings.TestAdaptationSteps;

    public Checkpointing Checkpointing => Settings.Checkpointing;

    private bool CanCheckpointByAutograd => Settings is
    {
        Rates: InnerRates.Constant, StepNormalization: false, MultiStepLossPortion: 0, Head: HeadInitialization.Learned or HeadInitialization.Zero,
    };

    /// <exception cref="ArgumentException">All parameters are frozen, or some that do not exist.</exception>
    public ParameterSet Initialize(Generator generator)
    {
        var meta = Problem.InitializeBackbone(generator);
        if (Settings.StepNormalization)
            meta = meta.Combine(StepNormalization.Initialize(meta, Settings.AdaptationSteps));
        var head = new LinearHead(Problem.Backbone.EmbeddingSize, Problem.Outputs ?? 1);
        if (Settings.Head == HeadInitialization.Learned)
            meta = meta.Combine(head.Initialize(generator));
        if (Settings.LearnsTemperature)
            meta = meta.Combine(new ParameterSet([(LinearHead.Temperature, ones(1))]));
        var all = meta.Select(p => (Name: p.Key, Shape: p.Value.shape)).UnionBy(head.Parameters, p => p.Name).ToArray();
        FrozenNames.Require(Settings.Frozen, [.. all.Select(p => p.Name)]);
        var adapted = all.Where(p => IsAdapted(p.Name)).ToArray();
        return adapted.Length > 0
            ? meta.Combine(_loop.Rates.Initialize(adapted, _loop.InitialRate))
            : throw new ArgumentException(
                $"the inner loop must adapt something, but every parameter has one of {string.Join(", ", Settings.Frozen)} in its name.");
    }

    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0)
    {
        var loop = LoopAt(progress);
        if (!AdaptsHeadOnly(meta))
            return _engines.For(meta).MetaGradient(meta, episode, loop);
        return _engines.For(meta).MetaGradient(meta, episode, (parameters, support, query) =>
        {
            var start = loop.Start(parameters, () => support, episode.Support.Targets);
            return loop.QueryLoss(parameters, start, episode, (_, _) => support, (_, _) => query);
        });
    }

    public AdaptedNetwork Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        var (engine, loop) = (_engines.For(meta), _loop with { Steps = TestAdaptationSteps });
        var (network, moments) = AdaptsHeadOnly(meta) ? AdaptHead(engine, loop, meta, support) : engine.Adapt(meta, support, loop);
        return AdaptedNetwork.WithLinearHead(Problem, WithoutTemperature(network), moments);
    }

    public IFewShotLearner WithCheckpointing() => new MamlLearner(Problem, Settings with { Checkpointing = Checkpointing.Always });

    public IFewShotLearner WithTestAdaptationSteps(int steps) => new MamlLearner(Problem, Settings with { TestAdaptationSteps = steps });

    public string GradientPath(Device device) =>
        $"{_engines.Path(device)}, {(Settings.Order == GradientOrder.Second ? "second" : "first")} order";

    public IReadOnlyDictionary<string, IReadOnlyList<double>>? MeanRates(ParameterSet meta) => _loop.Rates.Means(meta);

    public long? TaskScalars(EpisodeShape shape, Device device) => Settings is { Adapts: AdaptedPart.Head, StepNormalization: false }
        ? _engines.ForecastOfEmbedding(shape, device)
        : _engines.Forecast(shape, device, LoopAt(progress: 0).ToStepsOfNothing(), Settings.Order);

    public void WriteSettings(BinaryWriter writer) => Settings.Write(writer);

    internal static MamlLearner Read(BinaryReader reader, FewShotProblem problem) => new(problem, MamlSettings.Read(reader));

    /// <summary>Returns the inner loop at a point of the training.</summary>
    private MamlInnerLoop LoopAt(double progress) => _loop with
    {
        Order = progress < Settings.FirstOrderPortion ? GradientOrder.First : Settings.Order,
        QueryWeights = MultiStepLoss.Weights(Settings.AdaptationSteps, Settings.MultiStepLossPortion, progress),
    };

    private bool IsAdapted(string name) => IsOfAdaptedPart(name) && !IsMetaLearnedAlone(name) && !Settings.Frozen.Any(name.Contains);

    private bool IsOfAdaptedPart(string name) =>
        Settings.Adapts == AdaptedPart.Network || LinearHead.Has(name) == (Settings.Adapts == AdaptedPart.Head);

    // Rates, moments and the step parameters of MAML++ are not weights of the network.
    private bool IsMetaLearnedAlone(string name) =>
        name == LinearHead.Temperature || LearnedRates.Has(name) || NormalizationParameters.IsStatistic(name)
            || name == NormalizationParameters.InputMean || (Settings.StepNormalization && StepNormalization.Concerns(name));

    // The moments of EpisodicRunning count the support passes, and there would only be one.
    private bool AdaptsHeadOnly(ParameterSet meta) =>
        !Settings.StepNormalization && Problem.Normalization != Normalization.EpisodicRunning
            && meta.Names.All(n => !IsAdapted(n) || LinearHead.Has(n));

    private static (ParameterSet, NormalizationMoments) AdaptHead(
        EpisodeEngine engine, MamlInnerLoop loop, ParameterSet meta, Examples support)
    {
        var (embeddings, moments) = engine.Embed(meta, support.Inputs);
        return (loop.Adapt(meta, loop.Start(meta, () => embeddings, support.Targets), support.Targets, (_, _) => embeddings), moments);
    }

    /// <summary>Returns a network whose head includes the temperature.</summary>
    private ParameterSet WithoutTemperature(ParameterSet network)
    {
        (string, Tensor) Scaled(string name) => (name, network[name] * network[LinearHead.Temperature]);
        return Settings.LearnsTemperature
            ? network.Combine(new ParameterSet([Scaled(LinearHead.Weight), Scaled(LinearHead.Bias)]))
            : network;
    }
}
