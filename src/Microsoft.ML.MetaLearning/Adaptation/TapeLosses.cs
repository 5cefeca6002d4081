using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>The losses of a network on the tape engine, whose vectors have the order of <see cref="ParameterLayout"/>.</summary>
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
        var input = Read(examples);
        using var pass = NewPass(PassRows.Batch(examples.Count), input, _parameters, EpisodeBlocks<T>.ReadTargets(examples.Targets));
        var result = Differentiate(pass);
        buffers.Return(input);
        return result;
    }

    public override LossGradient OfQuery(Tensor parameters, Episode episode)
    {
        Fill(_parameters, parameters);
        using var blocks = new EpisodeBlocks<T>(episode, network, buffers, network.Normalization);
        var whole = blocks.Query.Single();
        using var pass = NewPass(whole.Rows, whole.Input, _parameters, whole.Targets);
        return Differentiate(pass);
    }

    public override LossHessian HessianOfSupport(Tensor parameters, Examples examples) => new Hessian(this, parameters, examples);

    public override NormalizationMoments Moments(Tensor parameters, Examples support)
    {
        var moments = new NormalizationMoments();
        if (!network.HasBatchNormalization)
            return moments;
        Fill(_parameters, parameters);
        var input = Read(support);
        using var pass = NewPass(PassRows.Batch(support.Count), input, _parameters, EpisodeBlocks<T>.ReadTargets(support.Targets));
        pass.Forward();
        pass.AddMomentsTo(moments);
        buffers.Return(input);
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

    private Block<T> Read(Examples examples)
    {
        var input = buffers.Rent(network.InputShape with { N = examples.Count });
        EpisodeBlocks<T>.Fill(input, 0, examples.Inputs);
        return input;
    }

    private Pass<T> NewPass(PassRows rows, Block<T> input, ParameterVector<T> parameters, Targets<T> targets, bool keepsTape = false) =>
        new(network, buffers, rows, input, parameters) { Targets = targets, KeepsTape = keepsTape };

    private LossGradient Differentiate(Pass<T> pass)
    {
        using var scope = NewDisposeScope();
        pass.Forward();
        var accuracy = pass.Accuracy;
        pass.Backward(_gradient);
        return new LossGradient(pass.Loss, accuracy, _gradient.Flat().clone().MoveToOuterDisposeScope());
    }

    /// <summary>One pass, forward and back, along which each product is one of tangents.</summary>
    private sealed class Hessian : LossHessian
    {
        private readonly TapeLosses<T> _losses;
        private readonly Block<T> _input;
        private readonly Pass<T> _pass;
        private readonly ParameterVector<T> _parameters, _gradient, _direction, _product;

        public Hessian(TapeLosses<T> losses, Tensor parameters, Examples examples)
        {
            _losses = losses;
            (_parameters, _gradient, _direction, _product) = (NewVector(), NewVector(), NewVector(), NewVector());
            Fill(_parameters, parameters);
            _input = losses.Read(examples);
            _pass = losses.NewPass(PassRows.Batch(examples.Count), _input, _parameters, EpisodeBlocks<T>.ReadTargets(examples.Targets), keepsTape: true);
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
            _losses.Return(_input);
            foreach (var vector in new[] { _parameters, _gradient, _direction, _product })
                vector.Dispose();
        }

        private ParameterVector<T> NewVector() => _losses.NewVector();
    }

    private ParameterVector<T> NewVector() => new(network.Layout, buffers);

    private void Return(Block<T> block) => buffers.Return(block);
}
