using System.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>The annotations by which ML.NET's evaluators find a score column.</summary>
internal static class ScoreAnnotations
{
    private static readonly KeyDataViewType s_setIdType = new(typeof(uint), int.MaxValue);

    /// <summary>Marks a column as the score of a task; its set id is one above those in the schema it is added to.</summary>
    public static void AddTo(DataViewSchema.Annotations.Builder builder, DataViewSchema inputSchema, string task)
    {
        builder.Add(AnnotationUtils.Kinds.ScoreColumnKind, TextDataViewType.Instance, (ref System.ReadOnlyMemory<char> value) => value = System.MemoryExtensions.AsMemory(task));
        builder.Add(AnnotationUtils.Kinds.ScoreValueKind, TextDataViewType.Instance, (ref System.ReadOnlyMemory<char> value) => value = System.MemoryExtensions.AsMemory("Score"));
        var id = inputSchema.Select(SetId).Append(0u).Max() + 1;
        builder.Add(AnnotationUtils.Kinds.ScoreColumnSetId, s_setIdType, (ref uint value) => value = id);
    }

    private static uint SetId(DataViewSchema.Column column)
    {
        var id = 0u;
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.ScoreColumnSetId) is { Type: KeyDataViewType type } && type.RawType == typeof(uint))
            column.Annotations.GetValue(AnnotationUtils.Kinds.ScoreColumnSetId, ref id);
        return id;
    }
}
