using System;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The columns of a row and those a mapper adds to it; shared by mapped rows and mapped cursors.</summary>
internal sealed class MappedColumns
{
    private readonly DataViewRow _input;
    private readonly ColumnBindings _bindings;
    private readonly bool[] _activeAdded;
    private readonly bool[] _activeInput;
    private readonly Delegate?[] _getters;
    private Action? _disposer;

    public MappedColumns(DataViewRow input, ColumnBindings bindings, IRowMapper mapper, bool[] activeAdded, bool[] activeInput)
    {
        _input = input;
        _bindings = bindings;
        _activeAdded = activeAdded;
        _activeInput = activeInput;
        _getters = Array.IndexOf(activeAdded, true) < 0
            ? new Delegate?[activeAdded.Length]
            : mapper.CreateGetters(input, added => activeAdded[added], out _disposer);
    }

    public bool IsActive(DataViewSchema.Column column)
    {
        Contracts.CheckParam(column.Index < _bindings.Schema.Count, nameof(column), "The row has no such column.");
        int index = _bindings.MapToSource(column.Index, out bool added);
        return added ? _activeAdded[index] : _activeInput[index] && _input.IsColumnActive(_bindings.InputSchema[index]);
    }

    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsActive(column))
        {
            throw Contracts.ExceptParam(nameof(column), $"Column '{column.Name}' is not active: it was not asked for.");
        }
        int index = _bindings.MapToSource(column.Index, out bool added);
        if (!added)
        {
            return _input.GetGetter<TValue>(_input.Schema[index]);
        }
        return _getters[index] as ValueGetter<TValue> ?? throw Contracts.Except(
            $"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{_bindings.Schema[column.Index].Type.RawType}' for column '{column.Name}'.");
    }

    public void Dispose()
    {
        _disposer?.Invoke();
        _disposer = null;
    }
}
