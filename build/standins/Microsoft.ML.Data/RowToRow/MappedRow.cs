namespace Microsoft.ML.Data;

internal sealed class MappedRow : DataViewRow
{
    private readonly DataViewRow _input;
    private readonly MappedColumns _columns;

    public MappedRow(DataViewRow input, DataViewSchema schema, MappedColumns columns)
    {
        _input = input;
        _columns = columns;
        Schema = schema;
    }

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override DataViewSchema Schema { get; }

    public override bool IsColumnActive(DataViewSchema.Column column) => _columns.IsActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.GetGetter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        _columns.Dispose();
        _input.Dispose();
        base.Dispose(disposing);
    }
}
