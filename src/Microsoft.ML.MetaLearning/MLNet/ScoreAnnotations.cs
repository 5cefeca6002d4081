using System;
using System.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>Adds the annotations by which ML.NET's evaluators find a score column.</summary>
internal static class ScoreAnnotations
{
    private static readonly KeyDataViewType s_setIdType = new(typeof(uint), int.MaxValue);

    /// <summary>Marks a column as the score of a task. Its set id is one above those in the schema.</summary>
    public static void AddTo(DataViewSchema.Annotations.Builder builder, DataViewSchema inputSchema, string task)
    {
        void Add(string kind, string text) =>
            builder.Add(kind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = text.AsMemory());
        Add(AnnotationUtils.Kinds.ScoreColumnKind, task);
        Add(AnnotationUtils.Kinds.ScoreValueKind, "Score");
        var id = inputSchema.Select(SetId).Append(0u).Max() + 1;
        builder.Add(AnnotationUtils.Kinds.ScoreColumnSetId, s_setIdType, (ref uint value) => value = id);
    }

    private static uint SetId(DataViewSchema.Column column)
    {
        var id = 0u;
        var type = column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.ScoreColumnSetId)?.Type;
        if (type is KeyDataViewType && type.RawType == typeof(uint))
            column.Annotations.GetValue(AnnotationUtils.Kinds.ScoreColumnSetId, ref id);
        return id;
    }
}
