using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view with the columns of its input and those a mapper computes from them, row by row and only when asked.</summary>
internal sealed class RowToRowMapperTransform : IDataTransform, IRowToRowMapper
{
    private readonly IDataView _input;
    private readonly IRowMapper _mapper;
    private readonly Func<DataViewSchema, IRowMapper> _mapperFactory;
    private readonly ColumnBindings _bindings;

    public RowToRowMapperTransform(IHostEnvironment env, IDataView input, IRowMapper mapper, Func<DataViewSchema, IRowMapper> mapperFactory)
    {
        Contracts.CheckValue(env, nameof(env));
        Contracts.CheckValue(env, input, nameof(input));
        Contracts.CheckValue(env, mapper, nameof(mapper));
        _input = input;
        _mapper = mapper;
        _mapperFactory = mapperFactory;
        _bindings = new ColumnBindings(input.Schema, mapper.GetOutputColumns());
    }

    public IDataView Source => _input;

    public bool CanShuffle => _input.CanShuffle;

    public DataViewSchema Schema => _bindings.Schema;

    public DataViewSchema InputSchema => _input.Schema;

    public DataViewSchema OutputSchema => _bindings.Schema;

    public static DataViewSchema GetOutputSchema(DataViewSchema inputSchema, IRowMapper mapper)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        Contracts.CheckValue(mapper, nameof(mapper));
        return new ColumnBindings(inputSchema, mapper.GetOutputColumns()).Schema;
    }

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var (added, passed) = Active(columnsNeeded);
        var cursor = _input.GetRowCursor(InputColumns(added, passed), rand);
        return Map(cursor, _mapper, added, passed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var (added, passed) = Active(columnsNeeded);
        var cursors = _input.GetRowCursorSet(InputColumns(added, passed), n, rand);
        return cursors.Select((cursor, i) => Map(cursor, i == 0 ? _mapper : AnotherMapper(), added, passed)).ToArray();
    }

    IEnumerable<DataViewSchema.Column> IRowToRowMapper.GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var (added, passed) = Active(dependingColumns);
        return InputColumns(added, passed);
    }

    DataViewRow IRowToRowMapper.GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckParam(input.Schema == InputSchema, nameof(input), "The row must have the schema the mapper was bound to.");
        var (added, passed) = Active(activeColumns);
        return new MappedRow(input, Schema, new MappedColumns(input, _bindings, _mapper, added, passed));
    }

    internal ITransformer GetTransformer() => _mapper.GetTransformer();

    private (bool[] Added, bool[] Passed) Active(IEnumerable<DataViewSchema.Column> columns)
    {
        Contracts.CheckValue(columns, nameof(columns));
        var active = columns.ToArray();
        return (_bindings.ActiveAdded(active), _bindings.ActiveInput(active));
    }

    private DataViewSchema.Column[] InputColumns(bool[] added, bool[] passed)
    {
        var needed = _mapper.GetDependencies(i => added[i]);
        return InputSchema.Where(column => passed[column.Index] || needed(column.Index)).ToArray();
    }

    // Cursors of one set run on different threads; each gets a mapper of its own where the transformer can make one.
    private IRowMapper AnotherMapper() => _mapperFactory == null ? _mapper : _mapperFactory(InputSchema);

    private MappedCursor Map(DataViewRowCursor cursor, IRowMapper mapper, bool[] added, bool[] passed)
    {
        try
        {
            return new MappedCursor(cursor, Schema, new MappedColumns(cursor, _bindings, mapper, added, passed));
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }
}
