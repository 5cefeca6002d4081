using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.MLNet;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Reads the features of rows into memory until they exceed what is allowed; from then on they are streamed, if they can be.
/// </summary>
internal sealed class FeatureReader
{
    // Parts are not copied when there are more of them, as a growing list would be.
    private const int FloatsPerPart = 1 << 20;
    private const int FirstRows = 16;
    private readonly IDataView _data;
    private readonly DataViewSchema.Column _column;
    private readonly ImagePresence _images;
    private readonly long[] _shape;
    private readonly int _size;
    private readonly long? _limit;
    private readonly int _rowsPerPart;
    private readonly List<float[]> _parts = [];
    private ValueGetter<VBuffer<float>> _getter = null!;
    private ValueGetter<DataViewRowId> _getId = null!;
    private VBuffer<float> _buffer;
    private long _rows;
    private RandomAccessRows? _streamed;
    private long _mostInMemory;

    /// <param name="data">The view.</param>
    /// <param name="column">Its column of features.</param>
    /// <param name="shape">The shape of one example.</param>
    /// <param name="limit">The bytes they may take; null for half of what the process can have.</param>
    public FeatureReader(IDataView data, DataViewSchema.Column column, IReadOnlyList<long> shape, long? limit)
    {
        (_data, _column, _shape, _limit) = (data, column, [.. shape], limit);
        _images = new ImagePresence(data.Schema, column);
        _size = (int)_shape.Aggregate(1L, (a, b) => a * b);
        _rowsPerPart = Math.Max(1, FloatsPerPart / _size);
        _mostInMemory = limit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
    }

    public void Start(DataViewRowCursor cursor) => (_getter, _getId) = (cursor.GetGetter<VBuffer<float>>(_column), cursor.GetIdGetter());

    /// <summary>Reads the cursor's row.</summary>
    public void ReadRow()
    {
        if (_streamed is null && Bytes(_rows + 1) > _mostInMemory)
            Stream();
        if (_streamed is null)
            Keep();
        _rows++;
    }

    /// <summary>The features of all rows read; the caller's.</summary>
    public ExampleInputs Take() => _streamed is null
        ? new InputsInMemory(Join())
        : new StreamedInputs(_streamed, _column, _rows, _shape, _mostInMemory);

    private void Keep()
    {
        _images.Read(_getter, _getId, ref _buffer);
        if (_buffer.Length != _size)
            throw new InvalidOperationException($"row {_rows} has {_buffer.Length} values in feature column '{_column.Name}', but {_size} are needed.");
        foreach (var value in _buffer.GetValues())
            ExampleReader.Finite(value, _rows, "feature", _column);
        var place = (int)(_rows % _rowsPerPart);
        if (place == 0)
            _parts.Add([]);
        if (_parts[^1].Length <= place * _size)
            _parts[^1] = Grown(_parts[^1], place);
        _buffer.CopyTo(_parts[^1], place * _size);
    }

    // A support set has a few rows: a part begins small, and doubles.
    private float[] Grown(float[] part, int rows)
    {
        Array.Resize(ref part, Math.Min(_rowsPerPart, Math.Max(FirstRows, 2 * rows)) * _size);
        return part;
    }

    private Tensor Join()
    {
        var whole = empty([_rows, .. _shape], dtype: ScalarType.Float32);
        for (var i = 0; i < _parts.Count; i++)
        {
            var first = (long)i * _rowsPerPart;
            var rows = Math.Min(_rowsPerPart, _rows - first);
            using var place = whole.narrow(0, first, rows);
            _parts[i].AsSpan(0, checked((int)rows * _size)).CopyTo(MemoryMarshal.Cast<byte, float>(place.bytes));
            _parts[i] = [];
        }
        return whole.DetachFromDisposeScope();
    }

    private void Stream()
    {
        _streamed = RandomAccessRows.Of(_data, _column);
        if (_streamed is not null)
        {
            _parts.Clear();
        }
        else if (_limit is null)
            _mostInMemory = long.MaxValue;
        else
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"the features of {_rows + 1} rows take {Bytes(_rows + 1) / 1e6:F1} MB, more than DataMemoryLimit allows ({_limit / 1e6:F1} MB), and column '{_column.Name}' cannot be computed row by row from scalars such as the paths of images."));
    }

    private long Bytes(long rows) => rows * _size * sizeof(float);
}
