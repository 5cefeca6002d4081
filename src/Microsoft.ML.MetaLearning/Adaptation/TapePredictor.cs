using System;
using System.Collections.Concurrent;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Predictions by the tape engine. Can be used by several threads at once.</summary>
internal abstract class TapePredictor : IDisposable
{
    /// <summary>Null if the backbone is not made of the engine's operations, or does not lie on the CPU.</summary>
    /// <param name="predictor">What is to be computed.</param>
    /// <param name="embeds">Whether <see cref="Predict"/> gives the embeddings instead, [n, embedding].</param>
    public static TapePredictor? TryCreate(NetworkPredictor predictor, bool embeds = false)
    {
        // A linear head is part of the network.
        var linear = predictor.Head is LinearHead && !embeds;
        if (predictor.Parameters.Device.type != TorchSharp.DeviceType.CPU || TryBuild(predictor, linear) is not { } network)
            return null;
        var head = linear || embeds ? null : predictor.Head;
        return predictor.Parameters.Type == ScalarType.Float64 ? new Of<double>(network, predictor, head) : new Of<float>(network, predictor, head);
    }

    // Moments that are given are the same to the engine wherever they come from.
    private static Normalization Form(Normalization normalization) =>
        normalization is Normalization.EpisodicRunning or Normalization.Running ? Normalization.SupportStatistics : normalization;

    // The loss of a network does not matter: it is not computed.
    private static Network? TryBuild(NetworkPredictor predictor, bool linear) => linear
        ? TapeNetwork.TryBuild(predictor.Backbone, predictor.Outputs, Form(predictor.Normalization), TaskKind.Regression)
        : TapeNetwork.TryBuildEmbedding(predictor.Backbone, Form(predictor.Normalization));

    // inputs: [n, ...input shape]; result: [n, outputs]
    public abstract Tensor Predict(Tensor inputs, bool transductive);

    public abstract void Dispose();

    private sealed class Of<T> : TapePredictor where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Network _network;
        private readonly NetworkPredictor _predictor;
        private readonly Head? _head;
        private readonly BufferPool<T> _own = new();
        private readonly ParameterVector<T> _parameters;
        private readonly GivenMoments<T>? _moments;
        private readonly ConcurrentBag<BufferPool<T>> _idle = [];

        public Of(Network network, NetworkPredictor predictor, Head? head)
        {
            _network = network;
            _predictor = predictor;
            _head = head;
            _parameters = new ParameterVector<T>(network.Layout, _own);
            _parameters.Import(predictor.Parameters);
            _moments = network.HasBatchNormalization ? new GivenMoments<T>(predictor.Moments) : null;
        }

        public override Tensor Predict(Tensor inputs, bool transductive)
        {
            if (!_idle.TryTake(out var buffers))
                buffers = new BufferPool<T>();
            try
            {
                using var scope = NewDisposeScope();
                var rows = (int)inputs.shape[0];
                var input = buffers.Rent(_network.InputShape with { N = rows });
                EpisodeBlocks<T>.Fill(input, 0, inputs);
                using var pass = new Pass<T>(_network, buffers, PassRows.Batch(rows), input, _parameters) { Moments = transductive ? null : _moments };
                var outputs = pass.Predict().Images.reshape(rows, _network.OutputShape.ImageLength).clone();
                buffers.Return(input);
                if (_head is not null)
                    outputs = _head.Predict(_predictor.Parameters, outputs);
                return outputs.MoveToOuterDisposeScope();
            }
            finally
            {
                _idle.Add(buffers);
            }
        }

        public override void Dispose()
        {
            _parameters.Dispose();
            _own.Dispose();
            foreach (var buffers in _idle)
                buffers.Dispose();
        }
    }
}
