using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Represents the features of examples, by row number. Safe to read from several threads at once.</summary>
internal abstract class ExampleInputs : IDisposable
{
    /// <summary>Gets the number of rows.</summary>
    public abstract long Count { get; }

    /// <summary>Returns the features of rows, [rows, ...input shape], in new memory and the calling thread's dispose scope.</summary>
    public abstract Tensor Of(long[] rows);

    /// <summary>Returns the features of all rows, as <see cref="Of"/> does.</summary>
    public Tensor All() => Of(Enumerable.Range(0, (int)Count).Select(i => (long)i).ToArray());

    /// <summary>Adds what distinguishes these features from others to a hash.</summary>
    public abstract void AppendTo(IncrementalHash hash);

    public abstract void Dispose();
}

/// <summary>Keeps all features in one tensor.</summary>
/// <param name="values">[n, ...input shape]; owned.</param>
internal sealed class InputsInMemory(Tensor values) : ExampleInputs
{
    public override long Count => values.shape[0];

    public override Tensor Of(long[] rows)
    {
        using var index = TensorMemory.Copy<long>(rows);
        return values.index_select(0, index);
    }

    public override void AppendTo(IncrementalHash hash) => TensorHash.Append(hash, values);

    public override void Dispose() => values.Dispose();
}

/// <summary>
/// Computes features when they are asked for, by decoding images for instance, and keeps as many as a budget of memory allows. Episodes
/// draw rows evenly, so that any choice of rows to keep is as good: the first ones stay.
/// </summary>
/// <param name="features">The features.</param>
/// <param name="column">Their column, for messages.</param>
/// <param name="count">The number of rows.</param>
/// <param name="shape">The shape of one example.</param>
/// <param name="budget">The bytes that kept features may take.</param>
internal sealed class StreamedInputs(RandomAccessRows features, DataViewSchema.Column column, long count, long[] shape, long budget)
    : ExampleInputs
{
    private readonly int _size = (int)shape.Aggregate(1L, (a, b) => a * b);
    private readonly ConcurrentDictionary<long, float[]> _kept = new();
    private readonly ThreadLocal<Func<long, VBuffer<float>>> _readers = new(features.CreateReader);

    public override long Count => count;

    /// <summary>Gets the number of rows that are kept.</summary>
    public int Kept => _kept.Count;

    public override Tensor Of(long[] rows)
    {
        var values = new float[rows.Length * _size];
        for (var i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(values.AsSpan(i * _size));
        return TensorMemory.Copy<float>(values, [rows.Length, .. shape]);
    }

    public override void AppendTo(IncrementalHash hash) => features.AppendTo(hash);

    public override void Dispose() => _readers.Dispose();

    private float[] Row(long row)
    {
        if (_kept.TryGetValue(row, out var known))
            return known;
        var buffer = _readers.Value!(row);
        FeatureReader.Check(buffer, _size, row, column);
        var values = new float[_size];
        buffer.CopyTo(values);
        if (_kept.Count < budget / (sizeof(float) * _size))
            _kept.TryAdd(row, values);
        return values;
    }
}
