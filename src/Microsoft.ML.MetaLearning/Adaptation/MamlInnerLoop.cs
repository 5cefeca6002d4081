using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Represents the inner loop of Algorithm 2 of Finn et al., 2017, and of its relatives: steps of gradient descent on the support loss, from
/// a start that depends on the meta-parameters. <see cref="QueryLoss"/> defines it; <see cref="ToSteps"/> describes it to the tape engine.
/// </summary>
/// <param name="Problem">The problem.</param>
/// <param name="Rule">The rule of each step. <see cref="Rates"/> and <see cref="HeadLearningRate"/> replace its rates.</param>
/// <param name="Rates">The rates that are meta-learned.</param>
/// <param name="Steps">The number of steps.</param>
internal sealed record MamlInnerLoop(FewShotProblem Problem, Sgd Rule, LearnedRates Rates, int Steps)
{
    /// <summary>Gets the predicate of the parameters that are adapted.</summary>
    public required Func<string, bool> IsAdapted { get; init; }

    public HeadInitialization Head { get; init; }

    public double? HeadLearningRate { get; init; }

    public bool LearnsTemperature { get; init; }

    /// <summary>Gets the number of steps that have gains and biases of their own (<see cref="StepNormalization"/>); 0 for none.</summary>
    public int NormalizedSteps { get; init; }

    public bool Checkpointed { get; init; }

    public GradientOrder Order { get; init; }

    /// <summary>Gets the weights of the query losses after 0, 1, ... steps; null for the last only.</summary>
    public IReadOnlyList<double>? QueryWeights { get; init; }

    public double InitialRate(string name) => LinearHead.Has(name) ? HeadLearningRate ?? Rule.LearningRate : Rule.LearningRate;

    /// <summary>Creates the network that the inner loop starts from: the backbone, and the head for the classes of a support set.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="embeddings">[support, embedding], under the meta-parameters; called for prototypes only.</param>
    /// <param name="targets">[support].</param>
    public ParameterSet Start(ParameterSet meta, Func<Tensor> embeddings, Tensor targets)
    {
        var network = meta.Partition(n => !LearnedRates.Has(n) && !StepNormalization.Has(n)).Selected;
        var outputs = Problem.OutputsFor(targets);
        return Head switch
        {
            HeadInitialization.Zero =>
                network.Combine(new LinearHead(Problem.Backbone.EmbeddingSize, outputs).Zero(meta.Type, meta.Device).AsLeaves()),
            HeadInitialization.Prototypes or HeadInitialization.ScaledPrototypes => network.Combine(PrototypeHead(embeddings(), targets)),
            _ => LinearHead.Narrow(network, outputs),
        };
    }

    /// <summary>Computes the head that the inner loop starts from where that is made of prototypes.</summary>
    // embeddings: [support, embedding], targets: [support]
    public ParameterSet PrototypeHead(Tensor embeddings, Tensor targets) => Prototypes.ToLinearHead(
        Prototypes.Of(embeddings, targets),
        Head == HeadInitialization.ScaledPrototypes ? Prototypes.MeanScale(Problem.Backbone.EmbeddingSize) : 1);

    /// <summary>Computes the weighted query losses of the inner loop, as a function of the meta-parameters.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="start">The network that the inner loop starts from, a function of them.</param>
    /// <param name="episode">The targets.</param>
    /// <param name="support">The embeddings of the support, [support, embedding], given the network and the step.</param>
    /// <param name="query">The embeddings of the query, [query, embedding], given the network and the steps that it has taken.</param>
    public EpisodeObjective QueryLoss(
        ParameterSet meta,
        ParameterSet start,
        Episode episode,
        Func<ParameterSet, int, Tensor> support,
        Func<ParameterSet, int, Tensor> query)
    {
        var (adapted, others) = start.Partition(IsAdapted);
        var trajectory = Descend(meta, adapted, others, episode.Support.Targets, support, Order);
        Tensor? loss = null, logits = null;
        for (var k = 0; k <= Steps; k++)
        {
            if ((QueryWeights?[k] ?? (k == Steps ? 1 : 0)) is not 0 and var weight)
            {
                // The network after step k - 1 keeps that step's normalization, as in the reference code of MAML++.
                var network = AtStep(Math.Max(k - 1, 0), meta, others.Combine(trajectory[k]));
                logits = Logits(network, query(network, k));
                var term = Problem.Task.Loss(logits, episode.Query.Targets).Times(weight);
                loss = loss is null ? term : loss.Plus(term);
            }
        }
        return new EpisodeObjective(loss!, logits!);
    }

    /// <summary>Takes the steps without a graph.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="start">The network that the inner loop starts from.</param>
    /// <param name="targets">[support].</param>
    /// <param name="embeddings">[support, embedding], given the network and the step.</param>
    /// <returns>The network after the last step.</returns>
    public ParameterSet Adapt(ParameterSet meta, ParameterSet start, Tensor targets, Func<ParameterSet, int, Tensor> embeddings)
    {
        var (adapted, others) = start.Detach().Partition(IsAdapted);
        var trajectory = Descend(meta.Detach(), adapted, others, targets, embeddings, GradientOrder.First);
        return AtStep(Math.Max(Steps - 1, 0), meta, others.Combine(trajectory[^1])).Clone();
    }

    // embeddings: [n, embedding]; result: [n, outputs]
    public Tensor Logits(ParameterSet network, Tensor embeddings)
    {
        var logits = LinearHead.Forward(network, embeddings);
        return LearnsTemperature ? logits * network[LinearHead.Temperature] : logits;
    }

    /// <summary>Returns the rule for a whole network: parameters that are not adapted have a rate of zero.</summary>
    public Sgd MaskedRule(ParameterSet network) => Rule with
    {
        Rates = new ParameterSet(network.Select(p => (p.Key, TensorArithmetic.Filled(
            [], IsAdapted(p.Key) ? InitialRate(p.Key) : 0, p.Value.dtype, p.Value.device)))),
    };

    /// <summary>Describes the steps from a network to the tape engine.</summary>
    public InnerSteps ToSteps(ParameterSet meta, ParameterSet start)
    {
        var learns = Rates.Kind != InnerRates.Constant;
        return new InnerSteps(Steps, Rule)
        {
            Checkpointed = Checkpointed,
            QueryWeights = QueryWeights,
            StepParameters = NormalizedSteps == 0
                ? null
                : [.. Enumerable.Range(0, Steps).Select(k => StepNormalization.At(k, meta, start, NormalizedSteps))],
            Rates = !learns && HeadLearningRate is null && start.Names.All(IsAdapted) ? null : RatesOfScalars(meta, start),
            LearnsRates = learns,
        };
    }

    /// <summary>Describes the steps to a forecast of their memory.</summary>
    public InnerSteps ToStepsOfNothing() => new(Steps, Rule)
    {
        Checkpointed = Checkpointed,
        QueryWeights = QueryWeights,
        Rates = Rates.Kind == InnerRates.Constant ? null : [],
    };

    // The parameters after 0, 1, ... steps.
    private IReadOnlyList<ParameterSet> Descend(
        ParameterSet meta,
        ParameterSet adapted,
        ParameterSet others,
        Tensor targets,
        Func<ParameterSet, int, Tensor> embeddings,
        GradientOrder order) =>
        new UnrolledInnerLoop(RuleOf(meta, adapted)).Adapt(
            adapted,
            (p, step) =>
            {
                var network = AtStep(step, meta, others.Combine(p));
                return Problem.Task.Loss(Logits(network, embeddings(network, step)), targets);
            },
            Steps,
            order);

    private Func<int, IUpdateRule> RuleOf(ParameterSet meta, ParameterSet adapted)
    {
        if (Rates.Kind != InnerRates.Constant)
            return step => Rule with { Rates = Rates.At(step, meta, adapted) };
        var rule = HeadLearningRate is null ? Rule : MaskedRule(adapted);
        return _ => rule;
    }

    private ParameterSet AtStep(int step, ParameterSet meta, ParameterSet network) =>
        NormalizedSteps > 0 ? network.Combine(StepNormalization.At(step, meta, network, NormalizedSteps)) : network;

    // The rate of each scalar at each step, zero for what is not adapted; one set if all steps share their rates.
    private ParameterSet[] RatesOfScalars(ParameterSet meta, ParameterSet start)
    {
        var adapted = start.Partition(IsAdapted).Selected;
        var constant = Rates.Kind == InnerRates.Constant ? MaskedRule(adapted).Rates : null;
        ParameterSet At(int step)
        {
            var rates = constant ?? Rates.At(step, meta, adapted);
            return new(start.Select(p => (p.Key, rates.Contains(p.Key)
                ? rates[p.Key].detach().expand(p.Value.shape).contiguous()
                : zeros(p.Value.shape, dtype: p.Value.dtype))));
        }
        return Rates.Kind == InnerRates.PerTensorAndStep
            ? [.. Enumerable.Range(0, Steps).Select(At)]
            : [.. Enumerable.Repeat(At(0), Steps)];
    }
}
