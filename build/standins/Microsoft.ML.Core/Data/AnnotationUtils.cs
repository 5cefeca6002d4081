using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The well-known annotations: what they are called, their types, and which outputs carry them.</summary>
internal static class AnnotationUtils
{
    public static class Kinds
    {
        public const string SlotNames = "SlotNames";
        public const string KeyValues = "KeyValues";
        public const string ScoreColumnSetId = "ScoreColumnSetId";
        public const string ScoreColumnKind = "ScoreColumnKind";
        public const string ScoreValueKind = "ScoreValueKind";
        public const string IsNormalized = "IsNormalized";
        public const string IsUserVisible = "IsUserVisible";
        public const string CategoricalSlotRanges = "CategoricalSlotRanges";
        public const string TrainingLabelValues = "TrainingLabelValues";
    }

    public static KeyDataViewType ScoreColumnSetIdType { get; } = new KeyDataViewType(typeof(uint), int.MaxValue);

    public static VectorDataViewType GetNamesType(int size) => new VectorDataViewType(TextDataViewType.Instance, size);

    public static KeyValuePair<string, DataViewType> GetPair(this DataViewType type, string kind)
        => new KeyValuePair<string, DataViewType>(kind, type);

    public static KeyValuePair<string, DataViewType> GetSlotNamesPair(int size) => GetNamesType(size).GetPair(Kinds.SlotNames);

    public static KeyValuePair<string, DataViewType> GetKeyNamesPair(int size) => GetNamesType(size).GetPair(Kinds.KeyValues);

    public static Exception ExceptGetAnnotation() => Contracts.Except("Invalid call to GetAnnotation");

    public static Exception ExceptGetAnnotation(this IExceptionContext ctx) => Contracts.Except(ctx, "Invalid call to GetAnnotation");

    /// <summary>The largest value of a key-typed annotation over all columns; new sets of score columns take the next one.</summary>
    public static uint GetMaxAnnotationKind(
        this DataViewSchema schema, out int colMax, string annotationKind, Func<DataViewSchema, int, bool>? filterFunc = null)
    {
        uint max = 0;
        colMax = -1;
        foreach (var column in schema)
        {
            bool isKey = column.Annotations.Schema.GetColumnOrNull(annotationKind)?.Type is KeyDataViewType { RawType: var raw } && raw == typeof(uint);
            if (!isKey || (filterFunc != null && !filterFunc(schema, column.Index)))
            {
                continue;
            }
            uint value = 0;
            column.Annotations.GetValue(annotationKind, ref value);
            if (max < value)
            {
                max = value;
                colMax = column.Index;
            }
        }
        return max;
    }

    public static IEnumerable<int> GetColumnSet(this DataViewSchema schema, string annotationKind, uint value)
    {
        foreach (var column in schema)
        {
            uint found = 0;
            if (column.Annotations.Schema.GetColumnOrNull(annotationKind)?.Type is KeyDataViewType { RawType: var raw } && raw == typeof(uint))
            {
                column.Annotations.GetValue(annotationKind, ref found);
                if (found == value)
                {
                    yield return column.Index;
                }
            }
        }
    }

    public static IEnumerable<int> GetColumnSet(this DataViewSchema schema, string annotationKind, string value)
    {
        foreach (var column in schema)
        {
            ReadOnlyMemory<char> found = default;
            if (column.Annotations.Schema.GetColumnOrNull(annotationKind)?.Type is TextDataViewType)
            {
                column.Annotations.GetValue(annotationKind, ref found);
                if (found.Span.SequenceEqual(value))
                {
                    yield return column.Index;
                }
            }
        }
    }

    public static bool TryGetAnnotation<T>(this DataViewSchema schema, PrimitiveDataViewType type, string kind, int col, ref T value)
    {
        var found = schema[col].Annotations.Schema.GetColumnOrNull(kind);
        if (found == null || !found.Value.Type.Equals(type))
        {
            return false;
        }
        schema[col].Annotations.GetValue(kind, ref value);
        return true;
    }

    public static bool HasSlotNames(this DataViewSchema.Column column, int vectorSize)
    {
        return vectorSize > 0
            && column.Annotations.Schema.GetColumnOrNull(Kinds.SlotNames)?.Type is VectorDataViewType { ItemType: TextDataViewType } names
            && names.Size == vectorSize;
    }

    public static bool HasSlotNames(this SchemaShape.Column col)
    {
        return col.Annotations.TryFindColumn(Kinds.SlotNames, out var names)
            && names.Kind == SchemaShape.Column.VectorKind.Vector
            && names.ItemType is TextDataViewType;
    }

    public static bool NeedsSlotNames(this SchemaShape.Column col)
    {
        return col.Annotations.TryFindColumn(Kinds.KeyValues, out var values)
            && values.Kind == SchemaShape.Column.VectorKind.Vector
            && values.ItemType is TextDataViewType;
    }

    public static bool IsNormalized(this SchemaShape.Column column)
    {
        Contracts.CheckParam(column.IsValid, nameof(column), "Struct not initialized properly.");
        return column.Annotations.TryFindColumn(Kinds.IsNormalized, out var normalized)
            && normalized.Kind == SchemaShape.Column.VectorKind.Scalar
            && !normalized.IsKey
            && normalized.ItemType is BooleanDataViewType;
    }

    public static IEnumerable<SchemaShape.Column> GetTrainerOutputAnnotation(bool isNormalized = false)
    {
        yield return Scalar(Kinds.ScoreColumnSetId, NumberDataViewType.UInt32, isKey: true);
        yield return Scalar(Kinds.ScoreColumnKind, TextDataViewType.Instance);
        yield return Scalar(Kinds.ScoreValueKind, TextDataViewType.Instance);
        if (isNormalized)
        {
            yield return Scalar(Kinds.IsNormalized, BooleanDataViewType.Instance);
        }
    }

    /// <summary>Those of any score, and the names of the slots and the training labels where the label is a named key.</summary>
    public static IEnumerable<SchemaShape.Column> AnnotationsForMulticlassScoreColumn(SchemaShape.Column? labelColumn = null)
    {
        var columns = GetTrainerOutputAnnotation();
        if (labelColumn is not { IsKey: true, IsValid: true } label || !label.Annotations.TryFindColumn(Kinds.KeyValues, out var values))
        {
            return columns;
        }
        const SchemaShape.Column.VectorKind vector = SchemaShape.Column.VectorKind.Vector;
        if (NeedsSlotNames(label))
        {
            columns = columns.Append(new SchemaShape.Column(Kinds.SlotNames, vector, TextDataViewType.Instance, false));
        }
        return columns.Append(new SchemaShape.Column(Kinds.TrainingLabelValues, vector, values.ItemType, false));
    }

    private static SchemaShape.Column Scalar(string name, DataViewType type, bool isKey = false)
        => new SchemaShape.Column(name, SchemaShape.Column.VectorKind.Scalar, type, isKey);
}
