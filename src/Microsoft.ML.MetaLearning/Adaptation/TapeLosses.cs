using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Computes the losses of a network on the tape engine. Vectors have the order of <see cref="ParameterLayout"/>.</summary>
internal sealed class TapeLosses<T>(Network network, BufferPool<T> buffers) : TaskLosses where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterVector<T> _parameters = new(network.Layout, buffers);
    private readonly ParameterVector<T> _gradient = new(network.Layout, buffers);

    public override Tensor ToVector(ParameterSet parameters)
    {
        using var scope = NewDisposeScope();
        _parameters.Import(parameters);
        return _parameters.Flat().clone().MoveToOuterDisposeScope();
    }

    public override ParameterSet ToParameters(Tensor vector, ParameterSet names)
    {
        Fill(_parameters, vector);
        return _parameters.Export(names);
    }

    public override LossGradient OfSupport(Tensor parameters, Examples examples)
    {
        Fill(_parameters, parameters);
        using var pass = NewPass(examples, _parameters);
        var result = Differentiate(pass);
        buffers.Return(pass.Input);
        return result;
    }

    public override LossGradient OfQuery(Tensor parameters, Episode episode)
    {
        Fill(_parameters, parameters);
        using var blocks = new EpisodeBlocks<T>(episode, network, buffers, network.Normalization);
        var whole = blocks.Query.Single();
        using var pass = new Pass<T>(network, buffers, whole.Rows, whole.Input, _parameters) { Targets = whole.Targets };
        return Differentiate(pass);
    }

    public override LossHessian HessianOfSupport(Tensor parameters, Examples examples) => new Hessian(this, parameters, examples);

    public override NormalizationMoments Moments(Tensor parameters, Examples support)
    {
        var moments = new NormalizationMoments();
        if (!network.HasBatchNormalization)
            return moments;
        Fill(_parameters, parameters);
        using var pass = NewPass(support, _parameters);
        pass.Forward();
        pass.AddMomentsTo(moments);
        buffers.Return(pass.Input);
        return moments;
    }

    public override void Dispose()
    {
        _parameters.Dispose();
        _gradient.Dispose();
    }

    private static void Fill(ParameterVector<T> target, Tensor vector)
    {
        using var scope = NewDisposeScope();
        target.Flat().copy_(vector);
    }

    // Whoever disposes the pass returns its input.
    private Pass<T> NewPass(Examples examples, ParameterVector<T> parameters, bool keepsTape = false)
    {
        var input = EpisodeBlocks<T>.Read(examples.Inputs, network, buffers);
        var targets = EpisodeBlocks<T>.ReadTargets(examples.Targets);
        return new(network, buffers, PassRows.Batch(examples.Count), input, parameters) { Targets = targets, KeepsTape = keepsTape };
    }

    private ParameterVector<T> NewVector() => new(network.Layout, buffers);

    private LossGradient Differentiate(Pass<T> pass)
    {
        using var scope = NewDisposeScope();
        pass.Forward();
        var accuracy = pass.Accuracy;
        pass.Backward(_gradient);
        return new LossGradient(pass.Loss, accuracy, _gradient.Flat().clone().MoveToOuterDisposeScope());
    }

    /// <summary>Represents the Hessian by a pass forward and back, along which tangents compute each product.</summary>
    private sealed class Hessian : LossHessian
    {
        private readonly Pass<T> _pass;
        private readonly ParameterVector<T> _parameters, _gradient, _direction, _product;

        public Hessian(TapeLosses<T> losses, Tensor parameters, Examples examples)
        {
            (_parameters, _gradient) = (losses.NewVector(), losses.NewVector());
            (_direction, _product) = (losses.NewVector(), losses.NewVector());
            Fill(_parameters, parameters);
            _pass = losses.NewPass(examples, _parameters, keepsTape: true);
            _pass.Forward();
            _pass.Backward(_gradient);
        }

        public override Tensor Product(Tensor direction)
        {
            using var scope = NewDisposeScope();
            Fill(_direction, direction);
            _pass.HessianVectorProduct(_direction, _product);
            return _product.Flat().clone().MoveToOuterDisposeScope();
        }

        public override void Dispose()
        {
            _pass.Dispose();
            _pass.Buffers.Return(_pass.Input);
            foreach (var vector in new[] { _parameters, _gradient, _direction, _product })
                vector.Dispose();
        }
    }
}
