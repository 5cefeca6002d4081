using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    private ColumnSelectingEstimator(IHostEnvironment env, string[] columns, bool keep, bool keepHidden)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ColumnSelectingEstimator)),
            new ColumnSelectingTransformer(env, columns, keep, keepHidden))
    {
    }

    internal static ColumnSelectingEstimator KeepColumns(IHostEnvironment env, string[] columns, bool keepHidden)
        => new(env, columns, keep: true, keepHidden);

    internal static ColumnSelectingEstimator DropColumns(IHostEnvironment env, string[] columns)
        => new(env, columns, keep: false, keepHidden: false);

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        IEnumerable<SchemaShape.Column> named = Transformer.Columns.Select(name => ShapeColumns.Find(Host, inputSchema, name)).ToArray();
        return new SchemaShape(Transformer.Keep ? named : inputSchema.Where(column => !Transformer.Columns.Contains(column.Name)));
    }
}
