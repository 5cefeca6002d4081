using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>
/// Episodes of noise around one random pattern per class; for regression, of random linear functions. A pure function of seed and index, in
/// any floating point type.
/// </summary>
internal sealed class TinyEpisodes(
    long[] inputShape,
    EpisodeShape shape,
    int seed,
    TaskKind task = TaskKind.Classification,
    ScalarType type = ScalarType.Float32) : IEpisodeSource
{
    private readonly int _size = (int)inputShape.Aggregate(1L, (a, b) => a * b);

    /// <summary>How far examples lie from their class's pattern, whose scalars are of size 1.</summary>
    public double Noise { get; init; } = 0.5;

    public EpisodeShape Shape => shape;

    public Episode Load(long index)
    {
        var random = new Random(Seeds.Mix(seed, index));
        var patterns = Enumerable.Range(0, shape.Ways).Select(_ => Draw(random)).ToArray();
        return new Episode(Examples(random, patterns, shape.Shots), Examples(random, patterns, shape.QueryShots));
    }

    private Examples Examples(Random random, double[][] patterns, int perClass)
    {
        var regression = task == TaskKind.Regression;
        var rows = patterns.SelectMany(p => Enumerable.Range(0, perClass).Select(_ =>
        {
            var noise = Draw(random);
            return regression ? noise : p.Zip(noise, (a, b) => a + Noise * b).ToArray();
        })).ToArray();
        var inputs = tensor(rows.SelectMany(r => r).ToArray(), [rows.Length, .. inputShape], dtype: type);
        var targets = regression
            ? tensor(rows.Select(r => r.Zip(patterns[0], (a, b) => a * b).Sum()).ToArray(), [rows.Length, 1], dtype: type)
            : tensor(Enumerable.Range(0, rows.Length).Select(i => (long)(i / perClass)).ToArray());
        return new Examples(inputs, targets);
    }

    private double[] Draw(Random random) => Enumerable.Range(0, _size).Select(_ => 2 * random.NextDouble() - 1).ToArray();
}
