using System.Collections.Generic;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>What estimators need of schema shapes: finding inputs and naming annotations.</summary>
internal static class ShapeColumns
{
    public static SchemaShape.Column Find(IExceptionContext context, SchemaShape inputSchema, string name)
        => inputSchema.TryFindColumn(name, out SchemaShape.Column column)
            ? column
            : throw context.ExceptSchemaMismatch(nameof(inputSchema), "input", name);

    public static SchemaShape.Column SlotNames
        => new(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false);

    public static SchemaShape.Column IsNormalized
        => new(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);

    public static SchemaShape.Column KeyValues(DataViewType itemType)
        => new(AnnotationUtils.Kinds.KeyValues, SchemaShape.Column.VectorKind.Vector, itemType, false);

    // The annotations of these kinds that a column has.
    public static List<SchemaShape.Column> Keep(SchemaShape.Column column, params string[] kinds)
    {
        var kept = new List<SchemaShape.Column>();
        foreach (string kind in kinds)
        {
            if (column.Annotations.TryFindColumn(kind, out SchemaShape.Column annotation))
                kept.Add(annotation);
        }
        return kept;
    }
}
