using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>Adds embeddings to a view. Rows are embedded in blocks, ahead of the row that is read.</summary>
/// <remarks>A second cursor reads what is embedded, so the rows must come in one order: they cannot be shuffled here.</remarks>
internal sealed class EmbeddedView<T>(IHost host, IDataView source, DataViewSchema schema, IRowEmbedder<T> embedder) : IDataView
{
    public DataViewSchema Schema => schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.Select(c => c.Index).ToHashSet();
        var added = schema.Count - 1;
        var input = source.GetRowCursor(source.Schema.Where(c => active.Contains(c.Index)));
        return new Cursor(host, input, schema, active, active.Contains(added) ? new Blocks(source, embedder) : null);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <param name="host">Reports.</param>
    /// <param name="input">Has all columns but the added one, which is the last.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="active">The columns that were asked for.</param>
    /// <param name="blocks">Has the added column; null if it was not asked for.</param>
    private sealed class Cursor(IHost host, DataViewRowCursor input, DataViewSchema schema, HashSet<int> active, Blocks? blocks)
        : SynchronizedCursorBase(host, input)
    {
        public override DataViewSchema Schema => schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new InvalidOperationException($"column '{column.Name}' was not asked for.");
            if (column.Index < schema.Count - 1)
                return Input.GetGetter<TValue>(Input.Schema[column.Index]);
            ValueGetter<VBuffer<float>> getter = (ref VBuffer<float> embedding) => blocks!.At(Position).CopyTo(ref embedding);
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"column '{column.Name}' is {column.Type}, not {typeof(TValue)}.");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                blocks?.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Embeds a view block by block. The first blocks are small: who reads a few rows does not wait for many.</summary>
    private sealed class Blocks : IDisposable
    {
        private readonly DataViewRowCursor _cursor;
        private readonly Func<T> _read;
        private readonly IRowEmbedder<T> _embedder;
        private float[][] _block = [];
        private long _start;

        public Blocks(IDataView source, IRowEmbedder<T> embedder)
        {
            var column = embedder.Find(source.Schema);
            _cursor = source.GetRowCursor([column]);
            _read = embedder.CreateReader(_cursor, column);
            _embedder = embedder;
        }

        public ReadOnlySpan<float> At(long position)
        {
            while (position >= _start + _block.Length)
                ReadNext();
            return _block[position - _start];
        }

        public void Dispose() => _cursor.Dispose();

        private void ReadNext()
        {
            var size = Math.Clamp(2 * _block.Length, _embedder.Block.Smallest, _embedder.Block.Largest);
            var read = new List<T>();
            while (read.Count < size && _cursor.MoveNext())
                read.Add(_read());
            if (read.Count == 0)
                throw new InvalidOperationException("the view has fewer rows when it is read again.");
            _start += _block.Length;
            _block = _embedder.Embed(read);
        }
    }
}
