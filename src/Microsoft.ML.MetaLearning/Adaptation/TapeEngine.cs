using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Represents the tape engine, for backbones that it knows, on the CPU. Autograd differentiates what a learner computes from embeddings,
/// which is small; the gradient by the embeddings goes back through the backbone on the tape.
/// </summary>
internal sealed class TapeEngine<T>(FewShotProblem problem, TapeNetworks networks)
    : EpisodeEngine where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override (Tensor Embeddings, NormalizationMoments Moments) Embed(ParameterSet meta, Tensor inputs)
    {
        using var loan = ThreadBuffers.Borrow<T>();
        using var parameters = new ParameterVector<T>(networks.Embedding.Layout, loan.Buffers);
        parameters.Import(meta);
        var nothing = new Examples(inputs.narrow(0, 0, 0), zeros(0, dtype: ScalarType.Int64));
        var episode = new Episode(nothing, new Examples(inputs, nothing.Targets));
        using var passes = new EmbeddingPasses<T>(networks.Embedding, loan.Buffers, problem.Normalization, parameters, episode);
        return (passes.Query, passes.Moments());
    }

    public override EpisodeGradient MetaGradient(
        ParameterSet meta, Episode episode, Func<ParameterSet, Tensor, Tensor, EpisodeObjective> objective)
    {
        using var scope = NewDisposeScope();
        using var loan = ThreadBuffers.Borrow<T>();
        var layout = networks.Embedding.Layout;
        using ParameterVector<T> parameters = new(layout, loan.Buffers), gradient = new(layout, loan.Buffers);
        parameters.Import(meta);
        using var passes = new EmbeddingPasses<T>(networks.Embedding, loan.Buffers, problem.Normalization, parameters, episode);

        var support = passes.Support.requires_grad_(true);
        var query = passes.Query.requires_grad_(true);
        var (_, others) = meta.Partition(layout.Slots.Select(s => s.Name).ToHashSet().Contains);
        others = others.AsLeaves();
        var (loss, logits) = objective(meta.Combine(others), support, query);
        var inputs = others.Combine(new ParameterSet([("support embeddings", support), ("query embeddings", query)]));
        var direct = Gradients.Of(loss, inputs, createGraph: false);

        passes.Backward(direct.Tensors[^2], direct.Tensors[^1], gradient);
        var result = gradient.Export(meta).Combine(others.With(direct.Tensors.SkipLast(2).ToArray()));
        return new EpisodeGradient(loss.ToNumber(), problem.Task.Accuracy(logits, episode.Query.Targets), result.MoveToOuterDisposeScope());
    }

    public override EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, MamlInnerLoop loop)
    {
        using var scope = NewDisposeScope();
        var start = Start(meta, episode.Support, loop);
        var recursion = new ReverseRecursion<T>(NetworkOf(start), problem.Normalization, loop.ToSteps(meta, start), loop.Order);
        var result = recursion.MetaGradient(start, episode);

        var gradients = result.Gradient.ToDictionary(g => g.Key, g => g.Value);
        if (result.RateGradients is { } ofRates)
            foreach (var (name, gradient) in loop.Rates.Gradients(ofRates, start.Partition(loop.IsAdapted).Selected))
                gradients[name] = gradient;
        if (result.StepParameterGradients is { } ofSteps)
            foreach (var (name, gradient) in StepNormalization.Gradients(ofSteps))
                gradients[name] = gradients.TryGetValue(name, out var ofStart) ? gradient.Plus(ofStart) : gradient;
        if (loop.Head is HeadInitialization.Prototypes or HeadInitialization.ScaledPrototypes)
            foreach (var (name, gradient) in ThroughPrototypes(meta, episode.Support, loop, result.Gradient))
                gradients[name] = gradients[name].Plus(gradient);
        return new EpisodeGradient(
            result.Loss, result.Accuracy, meta.With([.. meta.Names.Select(n => gradients[n])]).MoveToOuterDisposeScope());
    }

    public override (ParameterSet Network, NormalizationMoments Moments) Adapt(ParameterSet meta, Examples support, MamlInnerLoop loop)
    {
        var start = Start(meta, support, loop);
        return TapeAdaptation<T>.Run(NetworkOf(start), start, support, loop.ToSteps(meta, start));
    }

    public override TResult Use<TResult>(ParameterSet parameters, Tensor support, bool training, Func<TaskLosses, TResult> use)
    {
        using var loan = ThreadBuffers.Borrow<T>();
        using var losses = new TapeLosses<T>(NetworkOf(parameters), loan.Buffers);
        return use(losses);
    }

    // A head that was narrowed to fewer classes is another network.
    private Network NetworkOf(ParameterSet parameters) => networks.WithHead((int)parameters[LinearHead.Bias].shape[0]);

    private ParameterSet Start(ParameterSet meta, Examples support, MamlInnerLoop loop)
    {
        using var _ = no_grad();
        return loop.Start(meta, () => Embed(meta, support.Inputs).Embeddings, support.Targets);
    }

    // The gradient by the backbone through the prototypes that the head starts from, given the one by the head.
    private ParameterSet ThroughPrototypes(ParameterSet meta, Examples support, MamlInnerLoop loop, ParameterSet byStart)
    {
        var nothing = new Examples(support.Inputs.narrow(0, 0, 0), support.Targets.narrow(0, 0, 0));
        return MetaGradient(meta, new Episode(nothing, support), (_, _, embeddings) =>
        {
            var head = loop.PrototypeHead(embeddings, support.Targets);
            var product = head.Select(h => (h.Value * byStart[h.Key]).sum()).Aggregate((a, b) => a.Plus(b));
            return new EpisodeObjective(product, embeddings);
        }).Gradient;
    }
}
