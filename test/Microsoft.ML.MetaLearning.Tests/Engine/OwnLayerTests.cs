using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>A layer that the library does not have is written in one class, and is then differentiated, forecast and trained.</summary>
[TestClass]
public class OwnLayerTests
{
    private const int Rows = 7, Classes = 3;
    private const double Step = 1e-6;

    [TestMethod]
    [DataRow(Normalization.TransductiveBatch)]
    [DataRow(Normalization.Layer)]
    public void DerivativesEqualFiniteDifferences(Normalization normalization)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        using var run = new Run(normalization, generator, Rows);
        var meta = run.Parameters;
        var direction = meta.Map(p => randn(p.shape, dtype: ScalarType.Float64, generator: generator));
        var (_, gradient, product) = run.Differentiate(meta, direction);
        var (lossAfter, gradientAfter, _) = run.Differentiate(meta.Zip(direction, (p, d) => p.Plus(d, Step)), direction);
        var (lossBefore, gradientBefore, _) = run.Differentiate(meta.Zip(direction, (p, d) => p.Plus(d, -Step)), direction);
        double Difference(double after, double before) => (after - before) / (2 * Step);
        Assert.AreEqual(Difference(lossAfter, lossBefore), gradient.Zip(TensorAssert.Values(direction), (g, d) => g * d).Sum(), 1e-7);
        TensorAssert.Close(gradientAfter.Zip(gradientBefore, Difference).ToArray(), product, 1e-6, "Hessian-vector product");
    }

    [TestMethod]
    public void MetaTrainsOnTheTapeAsByAutograd()
    {
        using var scope = NewDisposeScope();
        ParameterSet Train(GradientEngine engine)
        {
            var learner = TinyLearners.Maml(new SwishNetwork(), steps: 2, engine: engine);
            var initial = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
            var episodes = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64);
            return new MetaTrainer(learner, new TinyLoop { MetaSteps = 5 }).Train(initial, episodes).Parameters;
        }
        using var tape = Train(GradientEngine.Tape);
        using var autograd = Train(GradientEngine.Autograd);
        TensorAssert.Close(TensorAssert.Values(autograd), TensorAssert.Values(tape), 1e-8, "trained parameters");
    }

    [TestMethod]
    [DataRow(Normalization.TransductiveBatch)]
    [DataRow(Normalization.Layer)]
    public void MemoryOfAPassIsForecast(Normalization normalization)
    {
        const int Many = 200;
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        using var run = new Run(normalization, generator, Many);
        for (var i = 0; i < 2; i++)
            run.Gradient();
        var forecast = PassMemory.Pooled(run.Network, Many) + Many * run.Network.InputShape.Length;
        Assert.AreEqual(1, (double)(forecast * sizeof(double)) / run.PeakBytes, 0.05);
    }

    /// <summary>Represents y = x * sigmoid(beta * x) with a learned beta per channel (Ramachandran, Zoph and Le, 2017).</summary>
    private sealed class Swish(int input, Shape shape, Slot beta) : Op([input], shape)
    {
        public static int AddTo(Network.Builder network, int x, string beta) =>
            network.Add(new Swish(x, network.ShapeOf(x), network.Layout.Add(beta, network.ShapeOf(x).C)));

        public override bool NeedsResult => false;

        public override void Forward<T>(Pass<T> pass)
        {
            Span<T> x = pass.Value(Input).Span, y = NewValue(pass, pass.Primal).Span, b = Beta(pass.Primal.Parameters);
            for (var i = 0; i < x.Length; i++)
                y[i] = At(x[i], b[i % b.Length]).Y;
        }

        public override void Vjp<T>(Pass<T> pass)
        {
            var gradient = pass.Buffers.Rent(pass.Value(Input).Shape);
            Span<T> x = pass.Value(Input).Span, b = Beta(pass.Primal.Parameters), gb = Beta(pass.Primal.ParameterGradients!);
            Span<T> gy = pass.Primal.Gradient(Output).Span, gx = gradient.Span;
            for (var i = 0; i < x.Length; i++)
            {
                var f = At(x[i], b[i % b.Length]);
                gx[i] = f.X * gy[i];
                gb[i % b.Length] += f.B * gy[i];
            }
            pass.Primal.AddGradient(Input, gradient);
        }

        public override void Jvp<T>(Pass<T> pass)
        {
            Span<T> x = pass.Value(Input).Span, b = Beta(pass.Primal.Parameters), db = Beta(pass.Tangent.Parameters);
            Span<T> dx = pass.Tangent.Value(Input).Span, dy = NewValue(pass, pass.Tangent).Span;
            for (var i = 0; i < x.Length; i++)
            {
                var f = At(x[i], b[i % b.Length]);
                dy[i] = f.X * dx[i] + f.B * db[i % b.Length];
            }
        }

        public override void VjpTangent<T>(Pass<T> pass)
        {
            var gradient = pass.Buffers.Rent(pass.Value(Input).Shape);
            Span<T> x = pass.Value(Input).Span, b = Beta(pass.Primal.Parameters), gy = pass.Primal.Gradient(Output).Span;
            Span<T> dx = pass.Tangent.Value(Input).Span, db = Beta(pass.Tangent.Parameters), dgy = pass.Tangent.Gradient(Output).Span;
            Span<T> dgx = gradient.Span, dgb = Beta(pass.Tangent.ParameterGradients!);
            for (var i = 0; i < x.Length; i++)
            {
                var c = i % b.Length;
                var f = At(x[i], b[c]);
                dgx[i] = f.X * dgy[i] + (f.XX * dx[i] + f.XB * db[c]) * gy[i];
                dgb[c] += f.B * dgy[i] + (f.XB * dx[i] + f.BB * db[c]) * gy[i];
            }
            pass.Tangent.AddGradient(Input, gradient);
        }

        private Span<T> Beta<T>(ParameterVector<T> vector) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            vector.Span.Slice(beta.Offset, beta.Length);

        /// <summary>Returns y and its derivatives by x and beta.</summary>
        private static (T Y, T X, T B, T XX, T XB, T BB) At<T>(T x, T b) where T : IBinaryFloatingPointIeee754<T>
        {
            var s = T.One / (T.One + T.Exp(-b * x));
            var first = s * (T.One - s);
            var second = first * (T.One - s - s);
            return (x * s, s + b * x * first, x * x * first, (b + b) * first + b * b * x * second, (x + x) * first + b * x * x * second,
                x * x * x * second);
        }
    }

    /// <summary>A network of two convolutions with a <see cref="Swish"/> each, after a normalization and before one.</summary>
    private sealed class SwishNetwork : Backbone
    {
        private const int Filters = 5, Height = 6, Width = 8;
        private static readonly string[] s_layers = ["conv0", "conv1"];

        public override string Kind => "SwishNetwork";

        public override IReadOnlyList<long> InputShape => [2, Height, Width];

        public override int EmbeddingSize => Filters * (Height / 2) * (Width / 2);

        public override ParameterSet Initialize(Generator generator) => new(s_layers.SelectMany(layer => new (string, Tensor)[]
        {
            (layer + ".weight", XavierUniform(generator, Filters, layer == s_layers[0] ? InputShape[0] : Filters, 3, 3)),
            (layer + ".beta", ones(Filters)), (layer + ".norm.gain", ones(Filters)), (layer + ".norm.bias", zeros(Filters)),
        }));

        public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer)
        {
            Tensor Convolve(string layer, Tensor input) => F.conv2d(input, parameters[layer + ".weight"], padding: [1, 1]);
            Tensor Swish(string layer, Tensor input) => input * (input * parameters[layer + ".beta"].view(1, -1, 1, 1)).sigmoid();
            Tensor Normalize(string layer, Tensor input) =>
                normalizer.Normalize(layer, input, parameters[layer + ".norm.gain"], parameters[layer + ".norm.bias"]);
            x = Swish("conv0", F.max_pool2d(Normalize("conv0", Convolve("conv0", x)), 2));
            return Normalize("conv1", Swish("conv1", Convolve("conv1", x))).flatten(1);
        }

        internal override int? Describe(Network.Builder network, int x)
        {
            x = network.Normalize(network.Convolution(x, "conv0.weight", Filters), "conv0", slope: 1, pool: 2);
            x = network.Convolution(Swish.AddTo(network, x, "conv0.beta"), "conv1.weight", Filters);
            return network.Normalize(Swish.AddTo(network, x, "conv1.beta"), "conv1", slope: 1);
        }

        public override void WriteArchitecture(BinaryWriter writer)
        {
        }
    }

    /// <summary>The network with a head and a loss, and rows to run through it.</summary>
    private sealed class Run : IDisposable
    {
        private readonly BufferPool<double> _buffers = new();
        private readonly Block<double> _input;
        private readonly Targets<double> _targets;

        public Run(Normalization normalization, Generator generator, int rows)
        {
            var backbone = new SwishNetwork();
            Network = TapeNetworks.TryCreate(backbone, normalization, TaskKind.Classification)!.WithHead(Classes);
            Parameters = backbone.Initialize(generator).Combine(new LinearHead(backbone.EmbeddingSize, Classes).Initialize(generator))
                .Map(p => p.to_type(ScalarType.Float64).Plus(randn(p.shape, dtype: ScalarType.Float64, generator: generator), 0.1));
            _targets = new Targets<double>(Enumerable.Range(0, rows).Select(i => i % Classes).ToArray(), null);
            _input = _buffers.Rent(Network.InputShape with { N = rows });
            _input.Images.copy_(randn(_input.Images.shape, dtype: ScalarType.Float64, generator: generator));
        }

        public Network Network { get; }

        public ParameterSet Parameters { get; }

        public long PeakBytes => _buffers.PeakBytes;

        public void Gradient()
        {
            using ParameterVector<double> parameters = NewVector(Parameters), gradient = NewVector(null);
            using var pass = NewPass(parameters, keepsTape: false);
            pass.Forward();
            pass.Backward(gradient);
        }

        public (double Loss, double[] Gradient, double[] Product) Differentiate(ParameterSet at, ParameterSet along)
        {
            using ParameterVector<double> parameters = NewVector(at), direction = NewVector(along);
            using ParameterVector<double> gradient = NewVector(null), product = NewVector(null);
            using var pass = NewPass(parameters, keepsTape: true);
            pass.Forward();
            pass.Backward(gradient);
            pass.HessianVectorProduct(direction, product);
            return (pass.Loss, TensorAssert.Values(gradient.Export(at)), TensorAssert.Values(product.Export(at)));
        }

        public void Dispose()
        {
            _buffers.Return(_input);
            _buffers.Dispose();
        }

        private Pass<double> NewPass(ParameterVector<double> parameters, bool keepsTape) =>
            new(Network, _buffers, PassRows.Batch(_input.Shape.N), _input, parameters) { Targets = _targets, KeepsTape = keepsTape };

        private ParameterVector<double> NewVector(ParameterSet? values)
        {
            var vector = new ParameterVector<double>(Network.Layout, _buffers);
            if (values is not null)
                vector.Import(values);
            return vector;
        }
    }
}
