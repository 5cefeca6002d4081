using System.Linq;
using BenchmarkDotNet.Attributes;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Benchmarks;

/// <summary>
/// The tape engine on the support set of a 5-way 1-shot task, Conv4 of 64 filters on 28x28, one thread: a gradient, and a gradient with a
/// Hessian-vector product.
/// </summary>
public class KernelBenchmarks
{
    private const int Rows = 5;
    private readonly BufferPool<float> _buffers = new();
    private Network _network = null!;
    private ParameterVector<float> _parameters = null!, _gradient = null!, _direction = null!, _product = null!;
    private Block<float> _input = null!;

    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var backbone = new Conv4(1, 28, 28);
        _network = TapeNetworks.TryCreate(backbone, Normalization.TransductiveBatch, TaskKind.Classification)!.WithHead(Rows);
        (_parameters, _gradient, _direction, _product) = (NewVector(), NewVector(), NewVector(), NewVector());
        _parameters.Import(backbone.Initialize(generator).Combine(new LinearHead(backbone.EmbeddingSize, Rows).Initialize(generator)));
        _direction.CopyFrom(_parameters);
        _input = _buffers.Rent(_network.InputShape with { N = Rows });
        _input.Images.copy_(randn([Rows, 1, 28, 28], generator: generator));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (var vector in new[] { _parameters, _gradient, _direction, _product })
            vector.Dispose();
        _buffers.Return(_input);
        _buffers.Dispose();
    }

    [Benchmark]
    public void Gradient() => Run(product: false);

    [Benchmark]
    public void GradientAndHessianVectorProduct() => Run(product: true);

    private ParameterVector<float> NewVector() => new(_network.Layout, _buffers);

    private void Run(bool product)
    {
        using var scope = NewDisposeScope();
        using var pass = new Pass<float>(_network, _buffers, PassRows.Batch(Rows), _input, _parameters)
        {
            Targets = new Targets<float>(Enumerable.Range(0, Rows).ToArray(), null),
            KeepsTape = product,
        };
        pass.Forward();
        pass.Backward(_gradient);
        if (product)
            pass.HessianVectorProduct(_direction, _product);
    }
}
