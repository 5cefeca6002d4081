using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Trainers;

/// <summary>The schema of an adapted classifier, by that of the support set.</summary>
internal static class ClassifierSchema
{
    public static SchemaShape Of(SchemaShape inputSchema, string labelColumnName, string featureColumnName)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = ExampleColumns.CheckClass(inputSchema, labelColumnName);
        ExampleColumns.CheckFeatures(inputSchema, featureColumnName);
        var added = FewShotClassificationTransformer.OutputShape(ValueType(label));
        return new SchemaShape(inputSchema.Where(c => added.All(a => a.Name != c.Name)).Concat(added));
    }

    /// <summary>
    /// The type of the values that labels stand for: that of the key values if they could be labels themselves, otherwise the labels' own.
    /// </summary>
    private static DataViewType ValueType(SchemaShape.Column label) =>
        label.Annotations.Where(a => label.IsKey && a.Name == AnnotationUtils.Kinds.KeyValues && !a.IsKey
            && LabelTypes.Supports(a.ItemType))
            .Select(a => a.ItemType).FirstOrDefault(label.ItemType);
}
