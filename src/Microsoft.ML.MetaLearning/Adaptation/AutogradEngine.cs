using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents torch's autograd, for any backbone on any device: the reference that the tape engine is tested against.</summary>
internal sealed class AutogradEngine(FewShotProblem problem) : EpisodeEngine
{
    public override (Tensor Embeddings, NormalizationMoments Moments) Embed(ParameterSet meta, Tensor inputs)
    {
        using var _ = no_grad();
        return EpisodeNormalization.ForAdaptation(problem, inputs).EmbedSupport(meta);
    }

    public override EpisodeGradient MetaGradient(
        ParameterSet meta, Episode episode, Func<ParameterSet, Tensor, Tensor, EpisodeObjective> objective)
    {
        using var scope = NewDisposeScope();
        // No graph is kept of frozen layers. A last layer may be adapted by an inner loop, which differentiates by it.
        var (frozen, learned) = meta.Detach().Partition(name => problem.IsFrozen(name) && !LinearHead.Has(name));
        var leaves = learned.AsLeaves();
        var all = meta.With([.. meta.Names.Select(name => frozen.Contains(name) ? frozen[name] : leaves[name])]);
        var (backbone, inputs) = (problem.Backbone, episode.Query.Inputs);
        var normalization = EpisodeNormalization.ForTraining(problem, episode.Support.Inputs);
        var (support, moments) = episode.Support.Inputs.shape[0] > 0
            ? normalization.EmbedSupport(all)
            : (zeros([0, backbone.EmbeddingSize], dtype: inputs.dtype, device: inputs.device), new NormalizationMoments());
        var query = backbone.Forward(all, inputs, normalization.Query(all, moments));
        return Differentiate(objective(all, support, query), meta, leaves, episode, normalization);
    }

    public override EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, MamlInnerLoop loop)
    {
        using var scope = NewDisposeScope();
        var leaves = meta.AsLeaves();
        var normalization = EpisodeNormalization.ForTraining(problem, episode.Support.Inputs);
        Tensor Support(ParameterSet p, int? step) => problem.Backbone.Forward(p, episode.Support.Inputs, normalization.Support(step, p));
        Tensor Query(ParameterSet p, int? steps) => problem.Backbone.Forward(p, episode.Query.Inputs, normalization.Query(p, steps));
        if (loop.Checkpointed && loop.Order == GradientOrder.Second)
            return Checkpointed(meta, episode, loop, normalization, (p, step) => Support(p, step), p => Query(p, null));
        var start = loop.Start(leaves, () => Support(leaves, null), episode.Support.Targets);
        var objective = loop.QueryLoss(leaves, start, episode, (p, step) => Support(p, step), (p, steps) => Query(p, steps));
        return Differentiate(objective, meta, leaves, episode, normalization);
    }

    public override (ParameterSet Network, NormalizationMoments Moments) Adapt(ParameterSet meta, Examples support, MamlInnerLoop loop)
    {
        var normalization = EpisodeNormalization.ForAdaptation(problem, support.Inputs);
        Tensor Embed(ParameterSet p, int? step) => problem.Backbone.Forward(p, support.Inputs, normalization.Support(step, p));
        var network = loop.Adapt(
            meta, loop.Start(meta, () => Embed(meta, null), support.Targets), support.Targets, (p, step) => Embed(p, step));
        using var _ = no_grad();
        return (network, normalization.Moments(network));
    }

    public override TResult Use<TResult>(ParameterSet parameters, Tensor support, bool training, Func<TaskLosses, TResult> use)
    {
        using var losses = new AutogradLosses(
            problem, parameters, new EpisodeNormalization(problem.Backbone, problem.Normalization, support, training));
        return use(losses);
    }

    private EpisodeGradient Differentiate(
        EpisodeObjective objective, ParameterSet meta, ParameterSet leaves, Episode episode, EpisodeNormalization normalization)
    {
        var learned = Gradients.Of(objective.Loss, leaves, createGraph: false);
        var gradient = meta.With([.. meta.Names.Select(name => learned.Contains(name) ? learned[name] : zeros_like(meta[name]))]);
        var accuracy = problem.Task.Accuracy(objective.Logits, episode.Query.Targets);
        var statistics = normalization.Statistics(meta);
        return new EpisodeGradient(objective.Loss.ToNumber(), accuracy, gradient) { Statistics = statistics }.MoveToOuterDisposeScope();
    }

    // Keeps the graph of one inner step at a time.
    private EpisodeGradient Checkpointed(
        ParameterSet meta,
        Episode episode,
        MamlInnerLoop loop,
        EpisodeNormalization normalization,
        Func<ParameterSet, int, Tensor> support,
        Func<ParameterSet, Tensor> query)
    {
        using var _ = normalization;
        var start = loop.Start(
            meta, () => throw new InvalidOperationException("prototypes cannot be checkpointed."), episode.Support.Targets).Detach();
        var accuracy = double.NaN;
        var (loss, gradient) = new CheckpointedInnerLoop(loop.MaskedRule(start)).MetaGradient(
            start,
            (p, step) => Detached(problem.Task.Loss(loop.Logits(p, support(p, step)), episode.Support.Targets)),
            loop.Steps,
            adapted =>
            {
                var logits = Detached(loop.Logits(adapted, query(adapted)));
                accuracy = problem.Task.Accuracy(logits, episode.Query.Targets);
                return problem.Task.Loss(logits, episode.Query.Targets);
            });
        return new EpisodeGradient(loss, accuracy, meta.With([.. meta.Names.Select(n => gradient[n])]))
        {
            Statistics = normalization.Statistics(meta),
        }.MoveToOuterDisposeScope();

        // The moments that a pass observed outlive it.
        Tensor Detached(Tensor result)
        {
            normalization.DetachFromDisposeScope();
            return result;
        }
    }
}
