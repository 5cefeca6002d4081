using System;
using System.Collections.Concurrent;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Computes the predictions of an adapted model, or its embeddings. Thread-safe.</summary>
internal abstract class Inference : IDisposable
{
    // inputs: [n, ...input shape]; result: [n, outputs], or [n, embedding]
    public abstract Tensor Run(Tensor inputs, bool transductive);

    public virtual void Dispose()
    {
    }
}

/// <summary>Computes by torch, for any backbone on any device.</summary>
internal sealed class AutogradInference(AdaptedModel model, bool embeds) : Inference
{
    public override Tensor Run(Tensor inputs, bool transductive)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var normalizer = (transductive ? EpisodeNormalization.TransductivePredictions(model.Normalization) : null)
            ?? EpisodeNormalization.Predictions(model.Normalization, model.Moments);
        var embeddings = model.Backbone.Forward(model.Parameters, inputs, normalizer);
        return (embeds ? embeddings : model.Head.Predict(model.Parameters, embeddings)).MoveToOuterDisposeScope();
    }
}

/// <summary>Computes by the tape engine, with its own copy of the parameters.</summary>
internal sealed class TapeInference<T> : Inference where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AdaptedModel _model;
    private readonly Network _network;
    private readonly bool _headFollows;
    private readonly BufferPool<T> _own = new();
    private readonly ParameterVector<T> _parameters;
    private readonly GivenMoments<T>? _moments;
    private readonly ConcurrentBag<BufferPool<T>> _idle = [];

    public TapeInference(AdaptedModel model, TapeNetworks networks, bool embeds)
    {
        _model = model;
        // A linear head is part of the network.
        var linear = model.Head is LinearHead && !embeds;
        _headFollows = !linear && !embeds;
        _network = linear ? networks.WithHead(model.Head.Outputs) : networks.Embedding;
        _parameters = new ParameterVector<T>(_network.Layout, _own);
        _parameters.Import(model.Parameters);
        _moments = _network.HasBatchNormalization ? new GivenMoments<T>(model.Moments) : null;
    }

    public override Tensor Run(Tensor inputs, bool transductive)
    {
        if (!_idle.TryTake(out var buffers))
            buffers = new BufferPool<T>();
        try
        {
            using var scope = NewDisposeScope();
            var rows = (int)inputs.shape[0];
            var input = EpisodeBlocks<T>.Read(inputs, _network, buffers);
            var moments = transductive ? null : _moments;
            using var pass = new Pass<T>(_network, buffers, PassRows.Batch(rows), input, _parameters) { Moments = moments };
            var outputs = pass.Predict().Images.reshape(rows, _network.OutputShape.ImageLength).clone();
            buffers.Return(input);
            if (_headFollows)
                outputs = _model.Head.Predict(_model.Parameters, outputs);
            return outputs.MoveToOuterDisposeScope();
        }
        finally
        {
            _idle.Add(buffers);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _parameters.Dispose();
        _own.Dispose();
        foreach (var buffers in _idle)
            buffers.Dispose();
    }
}
