using System;
using System.Collections.Generic;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Represents the passes of support and query through the backbone: a joint one with the support's moments, or one each if the query is
/// normalized by itself.
/// </summary>
internal sealed class EmbeddingPasses<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BufferPool<T> _buffers;
    private readonly List<Pass<T>> _passes = [];

    public EmbeddingPasses(
        Network network, BufferPool<T> buffers, Normalization normalization, ParameterVector<T> parameters, Episode episode)
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

    /// <summary>Returns the moments of the support, or of the query if there is no support; none without batch normalization.</summary>
    public NormalizationMoments Moments()
    {
        var moments = new NormalizationMoments();
        if (_passes[0].Network.HasBatchNormalization)
            _passes[0].AddMomentsTo(moments);
        return moments;
    }

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
        gradient.Add(ofSupport);
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
