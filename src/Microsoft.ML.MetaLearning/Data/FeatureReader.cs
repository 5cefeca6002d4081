using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Preconditions;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Reads the features of rows into memory until they exceed a limit; from then on they are streamed, if they can be.</summary>
internal sealed class FeatureReader
{
    // A growing list would copy all values again and again; parts stay where they are.
    private const int FloatsPerPart = 1 << 20;
    private const int FirstRows = 16;
    private readonly IDataView _data;
    private readonly DataViewSchema.Column _column;
    private readonly ImagePresence _images;
    private readonly long[] _shape;
    private readonly long? _limit;
    private readonly int _size, _rowsPerPart;
    private readonly List<float[]> _parts = [];
    private ValueGetter<VBuffer<float>> _getter = null!;
    private ValueGetter<DataViewRowId> _getId = null!;
    private VBuffer<float> _buffer;
    private RandomAccessRows? _streamed;
    private long _rows, _mostInMemory;

    /// <param name="data">The view.</param>
    /// <param name="column">Its column of features.</param>
    /// <param name="shape">The shape of one example.</param>
    /// <param name="limit">The bytes that features may take; null for half of the memory that the process can have.</param>
    public FeatureReader(IDataView data, DataViewSchema.Column column, IReadOnlyList<long> shape, long? limit)
    {
        (_data, _column, _shape, _limit) = (data, column, [.. shape], limit);
        _images = new ImagePresence(data.Schema, column);
        _size = (int)_shape.Aggregate(1L, (a, b) => a * b);
        _rowsPerPart = Math.Max(1, FloatsPerPart / _size);
        _mostInMemory = limit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
    }

    public void Start(DataViewRowCursor cursor) => (_getter, _getId) = (cursor.GetGetter<VBuffer<float>>(_column), cursor.GetIdGetter());

    /// <summary>Reads the current row of the cursor.</summary>
    public void ReadRow()
    {
        if (_streamed is null && Bytes(_rows + 1) > _mostInMemory)
            Stream();
        if (_streamed is null)
            Keep();
        _rows++;
    }

    /// <summary>Checks that the features of a row are as many finite numbers as needed.</summary>
    public static void Check(in VBuffer<float> features, int size, long row, DataViewSchema.Column column)
    {
        if (features.Length != size)
            throw new InvalidOperationException(
                $"row {row} has {features.Length} values in feature column '{column.Name}', but {size} are needed.");
        foreach (var value in features.GetValues())
            ExampleReader.Finite(value, row, "feature", column);
    }

    /// <summary>Returns the features of all rows read, which the caller then owns.</summary>
    public ExampleInputs Take() => _streamed is null
        ? new InputsInMemory(Join())
        : new StreamedInputs(_streamed, _column, _rows, _shape, _mostInMemory);

    private void Keep()
    {
        _images.Read(_getter, _getId, ref _buffer);
        Check(_buffer, _size, _rows, _column);
        var place = (int)(_rows % _rowsPerPart);
        if (place == 0)
            _parts.Add([]);
        var part = _parts[^1];
        // A support set has a few rows: a part begins small, and doubles.
        if (part.Length <= place * _size)
            Array.Resize(ref part, Math.Min(_rowsPerPart, Math.Max(FirstRows, 2 * place)) * _size);
        _buffer.CopyTo(part, place * _size);
        _parts[^1] = part;
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
            _parts.Clear();
        else if (_limit is null)
            _mostInMemory = long.MaxValue;
        else
            throw new InvalidOperationException(
                $"the features of {_rows + 1} rows take {Megabytes(Bytes(_rows + 1))} MB, more than {OptionNames.DataMemoryLimit} allows "
                + $"({Megabytes(_mostInMemory)} MB), and column '{_column.Name}' cannot be computed row by row from scalars "
                + "such as the paths of images.");
    }

    private long Bytes(long rows) => rows * _size * sizeof(float);

    private static string Megabytes(double bytes) => (bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture);
}
