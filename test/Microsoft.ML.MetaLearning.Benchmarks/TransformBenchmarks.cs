using System;
using System.Collections.Generic;
using System.Linq;
using BenchmarkDotNet.Attributes;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning.Benchmarks;

/// <summary>What the deformation of one drawing of 28x28 pixels costs, on one thread.</summary>
public class TransformBenchmarks
{
    private static readonly ImageSize s_size = new(1, 28, 28);
    private readonly Random _random = new(1);
    private readonly float[] _image = [.. Enumerable.Range(0, s_size.Length).Select(i => i % 7 / 7f)];

    [ParamsSource(nameof(Transforms))]
    public ImageTransform Transform { get; set; } = null!;

    public static IEnumerable<ImageTransform> Transforms =>
    [
        new RandomRotation(8), new RandomAffine(8, 0.12, 0.12, 1.5), new ElasticDeformation(1), new StrokeWidth(0.3),
    ];

    [Benchmark]
    public void Apply() => Transform.Apply(_image, s_size, _random);
}
