using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>What a learner makes of an episode's embeddings.</summary>
/// <param name="Loss">[], to differentiate.</param>
/// <param name="Logits">[query, classes], for the accuracy.</param>
internal readonly record struct EpisodeObjective(Tensor Loss, Tensor Logits);

/// <summary>
/// Embeds the examples of an episode for the learners that do not change the backbone in their inner loop. What such a learner computes
/// from embeddings is small and differentiated by autograd; its gradient by the embeddings goes back through the backbone on the tape
/// engine where that knows the backbone.
/// </summary>
internal sealed class EpisodeEmbedder
{
    private readonly FewShotProblem _problem;
    private readonly Network? _network;

    /// <exception cref="ArgumentException">The tape engine is asked for, but the backbone is not made of its operations.</exception>
    public EpisodeEmbedder(FewShotProblem problem, GradientEngine engine)
    {
        _problem = problem;
        _network = engine == GradientEngine.Autograd ? null : TapeNetwork.TryBuildEmbedding(problem.Backbone, problem.Normalization);
        if (_network is null && engine == GradientEngine.Tape)
            throw new ArgumentException($"the tape engine does not know what backbone '{problem.Backbone}' is made of; use {nameof(GradientEngine)}.{nameof(GradientEngine.Autograd)}.", nameof(engine));
    }

    /// <summary>Whether it is the tape engine that runs on a device.</summary>
    public bool UsesTape(DeviceType device) => _network is not null && device == DeviceType.CPU;

    public string GradientPath(Device device) => UsesTape(device.type) ? "tape" : "autograd";

    /// <inheritdoc cref="IMemoryForecast.TaskScalars"/>
    public long? TaskScalars(EpisodeShape shape, Device device)
    {
        if (!UsesTape(device.type))
            return null;
        var rows = shape.Ways * shape.ExamplesPerClass;
        return rows * _network!.InputShape.Length + 2 * _network.Layout.Length + PassMemory.Pooled(_network, rows);
    }

    /// <summary>The gradient of an objective by all meta-parameters.</summary>
    /// <param name="meta">The meta-parameters: those of the backbone, and others that the objective reads.</param>
    /// <param name="episode">The episode; its support may be empty.</param>
    /// <param name="objective">
    /// The objective, given the meta-parameters, the support's embeddings [support, embedding] and the query's [query, embedding].
    /// </param>
    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, Func<ParameterSet, Tensor, Tensor, EpisodeObjective> objective)
    {
        if (!UsesTape(episode.Query.Inputs.device_type))
            return ByAutograd(meta, episode, objective);
        return episode.Query.Inputs.dtype == ScalarType.Float64 ? ByTape<double>(meta, episode, objective) : ByTape<float>(meta, episode, objective);
    }

    /// <summary>
    /// The embeddings of a support set, [n, embedding], and the moments by which a predictor normalizes; nothing to differentiate. In the
    /// calling thread's dispose scope.
    /// </summary>
    public (Tensor Embeddings, NormalizationMoments Moments) Embed(ParameterSet meta, Tensor inputs)
    {
        if (UsesTape(inputs.device_type))
            return inputs.dtype == ScalarType.Float64 ? EmbedByTape<double>(meta, inputs) : EmbedByTape<float>(meta, inputs);
        using var _ = no_grad();
        return EpisodeNormalization.ForAdaptation(_problem, inputs).EmbedSupport(meta);
    }

    private EpisodeGradient ByAutograd(ParameterSet meta, Episode episode, Func<ParameterSet, Tensor, Tensor, EpisodeObjective> objective)
    {
        using var scope = NewDisposeScope();
        var leaves = meta.AsLeaves();
        var (backbone, inputs) = (_problem.Backbone, episode.Query.Inputs);
        var normalization = EpisodeNormalization.ForTraining(_problem, episode.Support.Inputs);
        var (support, moments) = episode.Support.Inputs.shape[0] > 0
            ? normalization.EmbedSupport(leaves)
            : (zeros([0, backbone.EmbeddingSize], dtype: inputs.dtype, device: inputs.device), new NormalizationMoments());
        var query = backbone.Forward(leaves, inputs, normalization.Query(leaves, moments));
        var (loss, logits) = objective(leaves, support, query);
        var gradient = Gradients.Of(loss, leaves, createGraph: false);
        return new EpisodeGradient(loss.ToNumber(), _problem.Task.Accuracy(logits, episode.Query.Targets), gradient.MoveToOuterDisposeScope())
        {
            Statistics = normalization.Statistics(meta)?.MoveToOuterDisposeScope(),
        };
    }

    private EpisodeGradient ByTape<T>(ParameterSet meta, Episode episode, Func<ParameterSet, Tensor, Tensor, EpisodeObjective> objective)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        using var loan = ThreadBuffers.Borrow<T>();
        using ParameterVector<T> parameters = new(_network!.Layout, loan.Buffers), gradient = new(_network.Layout, loan.Buffers);
        parameters.Import(meta);
        using var passes = new EmbeddingPasses<T>(_network, loan.Buffers, _problem.Normalization, parameters, episode);

        var support = passes.Support.requires_grad_(true);
        var query = passes.Query.requires_grad_(true);
        var (_, others) = meta.Partition(_network.Layout.Slots.Select(s => s.Name).ToHashSet().Contains);
        others = others.AsLeaves();
        var (loss, logits) = objective(meta.Combine(others), support, query);
        var inputs = others.Combine(new ParameterSet([("support embeddings", support), ("query embeddings", query)]));
        var direct = Gradients.Of(loss, inputs, createGraph: false);

        passes.Backward(direct.Tensors[^2], direct.Tensors[^1], gradient);
        var result = gradient.Export(meta).Combine(others.With(direct.Tensors.SkipLast(2).ToArray()));
        return new EpisodeGradient(loss.ToNumber(), _problem.Task.Accuracy(logits, episode.Query.Targets), result.MoveToOuterDisposeScope());
    }

    private (Tensor, NormalizationMoments) EmbedByTape<T>(ParameterSet meta, Tensor inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var loan = ThreadBuffers.Borrow<T>();
        using var parameters = new ParameterVector<T>(_network!.Layout, loan.Buffers);
        parameters.Import(meta);
        var nothing = new Examples(inputs.narrow(0, 0, 0), zeros(0, dtype: ScalarType.Int64));
        using var passes = new EmbeddingPasses<T>(_network, loan.Buffers, _problem.Normalization, parameters, new Episode(nothing, new Examples(inputs, nothing.Targets)));
        var moments = new NormalizationMoments();
        if (_network.HasBatchNormalization)
            passes.AddMomentsTo(moments);
        return (passes.Query, moments);
    }

    /// <summary>
    /// The passes of support and query through the backbone: one of both, whose moments are the support's, or one each where the query is
    /// normalized by itself.
    /// </summary>
    private sealed class EmbeddingPasses<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly BufferPool<T> _buffers;
        private readonly List<Pass<T>> _passes = [];

        public EmbeddingPasses(Network network, BufferPool<T> buffers, Normalization normalization, ParameterVector<T> parameters, Episode episode)
        {
            _buffers = buffers;
            int support = (int)episode.Support.Inputs.shape[0], query = (int)episode.Query.Inputs.shape[0];
            var apart = normalization == Normalization.TransductiveBatch && network.HasBatchNormalization && support > 0;
            Tensor Embeddings(PassRows rows, params Tensor[] inputs)
            {
                var input = buffers.Rent(network.InputShape with { N = rows.Count });
                for (int i = 0, first = 0; i < inputs.Length; first += (int)inputs[i++].shape[0])
                    EpisodeBlocks<T>.Fill(input, first, inputs[i]);
                var pass = new Pass<T>(network, buffers, rows, input, parameters);
                _passes.Add(pass);
                pass.Forward();
                return pass.Value(network.OutputNode).Images.reshape(rows.Count, network.OutputShape.ImageLength);
            }
            if (apart)
            {
                Support = Embeddings(PassRows.Batch(support), episode.Support.Inputs).clone();
                Query = Embeddings(PassRows.Batch(query), episode.Query.Inputs).clone();
                return;
            }
            var all = Embeddings(new PassRows(support + query, support > 0 ? support : query, 0), episode.Support.Inputs, episode.Query.Inputs);
            Support = all.narrow(0, 0, support).clone();
            Query = all.narrow(0, support, query).clone();
        }

        // [support, embedding]
        public Tensor Support { get; }

        // [query, embedding]
        public Tensor Query { get; }

        public void AddMomentsTo(NormalizationMoments moments) => _passes[0].AddMomentsTo(moments);

        // support, query: gradients of the shapes of the embeddings
        public void Backward(Tensor support, Tensor query, ParameterVector<T> gradient)
        {
            if (_passes.Count == 1)
            {
                Backward(_passes[0], gradient, support, query);
                return;
            }
            using var ofSupport = new ParameterVector<T>(gradient.Layout, _buffers);
            Backward(_passes[0], ofSupport, support);
            Backward(_passes[1], gradient, query);
            unsafe
            {
                Elementwise.AddScaled(gradient.Data, T.One, ofSupport.Data, gradient.Layout.Length);
            }
        }

        private void Backward(Pass<T> pass, ParameterVector<T> gradient, params Tensor[] byRows)
        {
            var block = _buffers.Rent(pass.Network.OutputShape with { N = pass.Rows.Count });
            for (int i = 0, first = 0; i < byRows.Length; first += (int)byRows[i++].shape[0])
                EpisodeBlocks<T>.Fill(block, first, byRows[i]);
            pass.Backward(gradient, block);
        }

        public void Dispose()
        {
            foreach (var pass in _passes)
            {
                pass.Dispose();
                _buffers.Return(pass.Input);
            }
        }
    }
}
