using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>The features of examples, by row number. Read from several threads at once.</summary>
internal abstract class ExampleInputs : IDisposable
{
    /// <summary>The number of rows.</summary>
    public abstract long Count { get; }

    /// <summary>[rows, ...input shape], in new memory, in the calling thread's dispose scope.</summary>
    public abstract Tensor Of(long[] rows);

    /// <summary>Adds what tells these features from others to a hash.</summary>
    public abstract void AppendTo(IncrementalHash hash);

    public abstract void Dispose();
}

/// <summary>All of them in one tensor.</summary>
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
/// Features that are computed when they are asked for, images decoded for instance, and kept as far as a budget of memory goes. Episodes
/// draw rows evenly, so that it makes no difference to how often a row is found which ones are kept: the first ones, for good.
/// </summary>
internal sealed class StreamedInputs : ExampleInputs
{
    private readonly RandomAccessRows _rows;
    private readonly DataViewSchema.Column _column;
    private readonly long[] _shape;
    private readonly int _size;
    private readonly long _capacity;
    private readonly ConcurrentDictionary<long, float[]> _kept = new();
    private readonly ThreadLocal<Func<long, VBuffer<float>>> _readers;

    /// <param name="rows">The features.</param>
    /// <param name="column">Their column, for messages.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="shape">The shape of one example.</param>
    /// <param name="budget">The bytes of those that are kept.</param>
    public StreamedInputs(RandomAccessRows rows, DataViewSchema.Column column, long count, IReadOnlyList<long> shape, long budget)
    {
        (_rows, _column, Count, _shape) = (rows, column, count, [.. shape]);
        _size = (int)_shape.Aggregate(1L, (a, b) => a * b);
        _capacity = budget / (sizeof(float) * _size);
        _readers = new ThreadLocal<Func<long, VBuffer<float>>>(rows.CreateReader);
    }

    public override long Count { get; }

    /// <summary>The rows that are kept.</summary>
    public int Kept => _kept.Count;

    public override Tensor Of(long[] rows)
    {
        var values = new float[rows.Length * _size];
        for (var i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(values.AsSpan(i * _size));
        return TensorMemory.Copy<float>(values, [rows.Length, .. _shape]);
    }

    public override void AppendTo(IncrementalHash hash) => _rows.AppendTo(hash);

    public override void Dispose() => _readers.Dispose();

    private float[] Row(long row)
    {
        if (_kept.TryGetValue(row, out var known))
            return known;
        var buffer = _readers.Value!(row);
        if (buffer.Length != _size)
            throw new InvalidOperationException($"row {row} has {buffer.Length} values in feature column '{_column.Name}', but {_size} are needed.");
        var values = new float[_size];
        buffer.CopyTo(values);
        foreach (var value in values)
            ExampleReader.Finite(value, row, "feature", _column);
        if (_kept.Count < _capacity)
            _kept.TryAdd(row, values);
        return values;
    }
}
