using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <content>The same algorithm on the tape engine.</content>
internal sealed partial class MamlLearner
{
    private readonly ConcurrentDictionary<int, Network> _networks = new();

    public long? TaskScalars(EpisodeShape shape, Device device)
    {
        if (Settings is { Adapts: AdaptedPart.Head, StepNormalization: false })
            return _embedder.TaskScalars(shape, device);
        if (TapeNetwork.TryBuild(Backbone, Problem.Outputs ?? shape.Ways, Normalization, Task, Settings.LearnsTemperature) is not { } network)
            return null;
        var steps = new InnerSteps(Settings.AdaptationSteps, Settings.InnerLearningRate, Settings.Momentum, Settings.WeightDecay)
        {
            Checkpointed = Checkpoints,
            // Whose rates they are does not matter.
            Rates = Settings.Rates == InnerRates.Constant ? null : [],
            QueryWeights = PhaseAt(progress: 0).QueryWeights,
        };
        var memory = new RecursionMemory(network, Normalization, shape.Ways * shape.Shots, shape.Ways * shape.QueryShots);
        return _embedder.UsesTape(device.type) ? memory.OfTape(steps, Settings.Order) : memory.OfAutograd(steps, Settings.Order);
    }

    private EpisodeGradient ByTape(ParameterSet meta, Episode episode, Phase phase)
    {
        using var scope = NewDisposeScope();
        var start = StartOnTape(meta, episode.Support);
        var steps = Steps(meta, start, Settings.AdaptationSteps) with { QueryWeights = phase.QueryWeights };
        var result = new ReverseRecursion(NetworkOf(start), Normalization).MetaGradient(start, episode, steps, phase.Order);

        var gradients = result.Gradient.ToDictionary(g => g.Key, g => g.Value);
        if (result.RateGradients is not null)
            foreach (var (name, gradient) in _rates.Gradients(result.RateGradients, start.Partition(IsAdapted).Selected))
                gradients[name] = gradient;
        if (result.StepParameterGradients is not null)
            foreach (var (name, gradient) in StepNormalization.Gradients(result.StepParameterGradients))
                gradients[name] = gradients.TryGetValue(name, out var ofStart) ? gradient.Plus(ofStart) : gradient;
        if (Settings.Head == HeadInitialization.Prototypes)
            foreach (var (name, gradient) in ThroughPrototypes(meta, episode.Support, result.Gradient))
                gradients[name] = gradients[name].Plus(gradient);
        return new EpisodeGradient(result.Loss, result.Accuracy, meta.With(meta.Names.Select(n => gradients[n]).ToArray()).MoveToOuterDisposeScope());
    }

    private (ParameterSet, NormalizationMoments) AdaptByTape(ParameterSet meta, Examples support)
    {
        var start = StartOnTape(meta, support);
        return TapeAdaptation.Run(NetworkOf(start), start, support, Steps(meta, start, Settings.TestAdaptationSteps));
    }

    private ParameterSet StartOnTape(ParameterSet meta, Examples support)
    {
        using var _ = no_grad();
        return Start(meta, () => _embedder.Embed(meta, support.Inputs).Embeddings, support.Targets);
    }

    private Network NetworkOf(ParameterSet start) => _networks.GetOrAdd(
        (int)start[LinearHead.Bias].shape[0], outputs => TapeNetwork.TryBuild(Backbone, outputs, Normalization, Task, Settings.LearnsTemperature)!);

    /// <summary>The gradient by the backbone through the prototypes that the head starts from, given that by the head.</summary>
    private ParameterSet ThroughPrototypes(ParameterSet meta, Examples support, ParameterSet byStart)
    {
        var nothing = new Examples(support.Inputs.narrow(0, 0, 0), support.Targets.narrow(0, 0, 0));
        return _embedder.MetaGradient(meta, new Episode(nothing, support), (_, _, embeddings) =>
        {
            var head = Prototypes.ToLinearHead(Prototypes.Of(embeddings, support.Targets));
            var product = head.Select(h => (h.Value * byStart[h.Key]).sum()).Aggregate((a, b) => a.Plus(b));
            return new EpisodeObjective(product, embeddings);
        }).Gradient;
    }

    private InnerSteps Steps(ParameterSet meta, ParameterSet start, int count)
    {
        var steps = new InnerSteps(count, Settings.InnerLearningRate, Settings.Momentum, Settings.WeightDecay) { Checkpointed = Checkpoints };
        if (Settings.StepNormalization)
            steps = steps with { StepParameters = Enumerable.Range(0, count).Select(k => StepNormalization.At(k, meta, start, Settings.AdaptationSteps)).ToArray() };
        if (Settings.Rates == InnerRates.Constant && Settings.HeadLearningRate is null && start.Names.All(IsAdapted))
            return steps;
        return steps with { Rates = RatesOfWeights(meta, start, count), LearnsRates = Settings.Rates != InnerRates.Constant };
    }

    /// <summary>The rate of each weight at each step, zero for what is not adapted.</summary>
    private ParameterSet[] RatesOfWeights(ParameterSet meta, ParameterSet start, int count)
    {
        var adapted = start.Partition(IsAdapted).Selected;
        ParameterSet Expanded(Func<string, Tensor?> rate) => new(start.Select(p => (p.Key, rate(p.Key) is { } r
            ? r.detach().expand(p.Value.shape).contiguous()
            : zeros(p.Value.shape, dtype: p.Value.dtype))));
        if (Settings.Rates == InnerRates.PerTensorAndStep)
        {
            return Enumerable.Range(0, count).Select(step =>
            {
                var rates = _rates.At(step, meta, adapted);
                return Expanded(name => rates.Contains(name) ? rates[name] : null);
            }).ToArray();
        }
        var learned = Settings.Rates == InnerRates.PerWeight ? _rates.At(0, meta, adapted) : null;
        var same = Expanded(name => !adapted.Contains(name) ? null : learned?[name] ?? TensorArithmetic.Filled([], InitialRate(name), adapted[name].dtype));
        return Enumerable.Repeat(same, count).ToArray();
    }
}
