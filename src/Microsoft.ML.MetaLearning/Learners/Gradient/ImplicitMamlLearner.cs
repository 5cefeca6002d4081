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
/// Represents MAML with implicit gradients: the inner loop minimizes the support loss plus lambda / 2 times the squared distance from the
/// initialization. At the minimum phi, the meta-gradient g solves (I + H / lambda) g = gradient of the query loss, with the Hessian H of
/// the support loss at phi. The path to phi does not matter, so memory does not grow with the inner steps. Rajeswaran et al.,
/// <a href="https://arxiv.org/abs/1909.04630">2019</a>, Lemma 1 and Algorithm 2.
/// </summary>
internal sealed class ImplicitMamlLearner(FewShotProblem problem, ImplicitMamlSettings settings) : IFewShotLearner
{
    internal const string KindName = "ImplicitMaml";
    private readonly EngineChoice _engines = new(problem, settings.Engine);

    public string Kind => KindName;

    public FewShotProblem Problem => problem;

    public int TestAdaptationSteps => settings.TestAdaptationSteps;

    public string GradientPath(Device device) => $"{_engines.Path(device)}, implicit";

    public ParameterSet Initialize(Generator generator) =>
        Problem.InitializeBackbone(generator)
            .Combine(new LinearHead(Problem.Backbone.EmbeddingSize, Problem.Outputs!.Value).Initialize(generator));

    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0)
    {
        using var scope = NewDisposeScope();
        return _engines.For(meta).Use(meta, episode.Support.Inputs, training: true, losses =>
        {
            var phi = Descend(losses, losses.ToVector(meta), episode.Support, settings.AdaptationSteps);
            var query = losses.OfQuery(phi, episode);
            using var hessian = losses.HessianOfSupport(phi, episode.Support);
            var gradient = ConjugateGradient.Solve(
                v => v.Times(1 + settings.Damping).Plus(hessian.Product(v), 1 / (settings.Proximity + settings.ProximityDamping)),
                query.Gradient,
                settings.ConjugateGradientSteps);
            return new EpisodeGradient(query.Loss, query.Accuracy, losses.ToParameters(gradient, meta))
            {
                Statistics = losses.Statistics(meta),
            }.MoveToOuterDisposeScope();
        });
    }

    public IFewShotLearner WithTestAdaptationSteps(int steps) =>
        new ImplicitMamlLearner(Problem, settings with { TestAdaptationSteps = steps });

    public AdaptedNetwork Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        var start = LinearHead.Narrow(meta, Problem.OutputsFor(support.Targets));
        return _engines.For(start).Use(start, support.Inputs, training: false, losses =>
        {
            var phi = Descend(losses, losses.ToVector(start), support, TestAdaptationSteps);
            return AdaptedNetwork.WithLinearHead(Problem, losses.ToParameters(phi, start), losses.Moments(phi, support));
        });
    }

    // *** Binary format ***
    // double: inner learning rate, double: proximity, double: damping, double: damping of the proximity
    // byte: proximal term
    // int: adaptation steps, int: test adaptation steps, int: conjugate gradient steps
    public void WriteSettings(BinaryWriter writer)
    {
        writer.Write(settings.InnerLearningRate);
        writer.Write(settings.Proximity);
        writer.Write(settings.Damping);
        writer.Write(settings.ProximityDamping);
        writer.Write((byte)settings.ProximalTerm);
        writer.Write(settings.AdaptationSteps);
        writer.Write(settings.TestAdaptationSteps);
        writer.Write(settings.ConjugateGradientSteps);
    }

    internal static ImplicitMamlLearner Read(BinaryReader reader, FewShotProblem problem)
    {
        double learningRate = reader.ReadDouble(), proximity = reader.ReadDouble();
        double damping = reader.ReadDouble(), proximityDamping = reader.ReadDouble();
        var term = Checks.DecodedEnum<ProximalTerm>(reader.ReadByte());
        var settings = new ImplicitMamlSettings(
            learningRate,
            proximity,
            Checks.Decoded(reader.ReadInt32(), 1, 1_000_000, "number of adaptation steps"),
            Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of test adaptation steps"),
            Checks.Decoded(reader.ReadInt32(), 1, 1_000_000, "number of conjugate gradient steps"));
        return new ImplicitMamlLearner(
            problem, settings with { Damping = damping, ProximityDamping = proximityDamping, ProximalTerm = term });
    }

    private Tensor Descend(TaskLosses losses, Tensor initial, Examples support, int steps)
    {
        var everyStep = settings.ProximalTerm == ProximalTerm.EveryStep;
        var descent = new GradientDescent(new Sgd(settings.InnerLearningRate), everyStep ? settings.Proximity : 0);
        var phi = descent.Run(losses, initial, support, MiniBatches.Draw(support, size: null, steps)).Parameters;
        return everyStep ? phi : phi.Plus(phi - initial, -settings.InnerLearningRate * settings.Proximity);
    }
}

/// <summary>Represents the settings of an implicit MAML learner.</summary>
internal sealed record ImplicitMamlSettings(
    double InnerLearningRate, double Proximity, int AdaptationSteps, int TestAdaptationSteps, int ConjugateGradientSteps)
{
    public ProximalTerm ProximalTerm { get; init; } = ProximalTerm.EveryStep;

    /// <summary>Gets a number added to the 1 of I + H / lambda.</summary>
    public double Damping { get; init; }

    /// <summary>Gets a number added to the lambda of I + H / lambda.</summary>
    public double ProximityDamping { get; init; }

    public GradientEngine Engine { get; init; }
}
