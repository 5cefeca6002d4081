using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>A row with a label of any type and four features.</summary>
public sealed class BlobRow<TLabel>
{
    public TLabel Label { get; set; } = default!;

    [VectorType(Blobs.Size)]
    public float[] Features { get; set; } = [];
}

/// <summary>Classes that are clouds of points around well-separated centers: small, seeded, and learnable.</summary>
internal static class Blobs
{
    public const int Size = 4;

    public static IEnumerable<BlobRow<TLabel>> Rows<TLabel>(Func<int, TLabel> label, int classes = 4, int rows = 8, int seed = 0)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, classes * rows).Select(i => new BlobRow<TLabel>
        {
            Label = label(i % classes),
            Features = Point(random, i % classes),
        }).ToArray();
    }

    /// <summary>Rows whose classes take turns: the first rows are one of each class.</summary>
    public static IDataView Create<TLabel>(MLContext mlContext, Func<int, TLabel> label, int classes = 4, int rows = 8, int seed = 0) =>
        mlContext.Data.LoadFromEnumerable(Rows(label, classes, rows, seed));

    /// <summary>The classes "class 0", "class 1" and so on.</summary>
    public static IDataView Create(MLContext mlContext, int classes = 4, int rows = 8, int seed = 0) =>
        Create(mlContext, Name, classes, rows, seed);

    public static string Name(int index) => $"class {index}";

    /// <summary>Rows one of which has the given value in its third feature.</summary>
    public static IDataView WithFeature(MLContext mlContext, float value, int row)
    {
        var rows = Rows(Name).ToArray();
        rows[row].Features[2] = value;
        return mlContext.Data.LoadFromEnumerable(rows);
    }

    private static float[] Point(Random random, int index) =>
        Enumerable.Range(0, Size).Select(d => (d == index % Size ? 2f : 0f) - (index / Size) + 0.3f * (2 * random.NextSingle() - 1))
            .ToArray();
}
