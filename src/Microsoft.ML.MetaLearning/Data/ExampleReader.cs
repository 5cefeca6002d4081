using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Reads the rows of a view into memory in one pass.</summary>
internal static class ExampleReader
{
    /// <summary>Reads a class and a feature vector from each row.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="labelColumn">The column that names the class.</param>
    /// <param name="featureColumn">The column of features.</param>
    /// <param name="inputShape">The shape of one example, of as many values as a feature vector.</param>
    public static ExampleSet ReadClassification(IDataView data, string labelColumn, string featureColumn, IReadOnlyList<long> inputShape)
    {
        var label = ExampleColumns.Class(data.Schema, labelColumn);
        var features = ExampleColumns.Features(data.Schema, featureColumn, Size(inputShape));
        return Read(data, label, "label", "class", features, inputShape, target: null);
    }

    /// <summary>Reads a task, a feature vector and a number from each row. Without a task column, all rows are one task.</summary>
    public static ExampleSet ReadRegression(IDataView data, string? taskColumn, string labelColumn, string featureColumn, IReadOnlyList<long> inputShape)
    {
        var task = taskColumn is null ? (DataViewSchema.Column?)null : ExampleColumns.Class(data.Schema, taskColumn, "task");
        var features = ExampleColumns.Features(data.Schema, featureColumn, Size(inputShape));
        return Read(data, task, "task", "task", features, inputShape, ExampleColumns.Target(data.Schema, labelColumn));
    }

    private static int Size(IReadOnlyList<long> shape) => (int)shape.Aggregate(1L, (a, b) => a * b);

    private static ExampleSet Read(
        IDataView data,
        DataViewSchema.Column? group,
        string role,
        string groupName,
        DataViewSchema.Column features,
        IReadOnlyList<long> inputShape,
        DataViewSchema.Column? target)
    {
        var labels = group is { } column ? new LabelReader(column) : null;
        var size = Size(inputShape);
        var inputs = new List<float>();
        var targets = new List<float>();
        var classes = new Dictionary<object, (ulong Rank, List<int> Rows)>();

        using (var cursor = data.GetRowCursor(data.Schema.Where(c => c.Index == group?.Index || c.Index == features.Index || c.Index == target?.Index)))
        {
            var getLabel = labels?.CreateGetter(cursor) ?? (() => ("", 0));
            var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
            var getTarget = target is { } t ? cursor.GetGetter<float>(t) : null;
            var buffer = default(VBuffer<float>);
            var value = 0f;
            for (var row = 0; cursor.MoveNext(); row++)
            {
                var (name, rank) = getLabel();
                if (name is null)
                    throw new InvalidOperationException($"row {row} has no value in {role} column '{group!.Value.Name}'.");
                if (!classes.TryGetValue(name, out var members))
                    classes.Add(name, members = (rank, []));
                members.Rows.Add(row);

                getFeatures(ref buffer);
                if (buffer.Length != size)
                    throw new InvalidOperationException($"row {row} has {buffer.Length} values in feature column '{features.Name}', but {size} are needed.");
                foreach (var feature in buffer.DenseValues())
                    inputs.Add(Finite(feature, row, "feature", features));
                if (getTarget is not null)
                {
                    getTarget(ref value);
                    targets.Add(Finite(value, row, "label", target!.Value));
                }
            }
        }
        if (classes.Count == 0)
            throw new InvalidOperationException("the data has no rows.");

        var ordered = classes.OrderBy(c => c.Value.Rank).ToArray();
        var count = inputs.Count / size;
        return new ExampleSet(
            tensor(inputs, [count, .. inputShape]).DetachFromDisposeScope(),
            target is null ? null : tensor(targets, [count, 1L]).DetachFromDisposeScope(),
            new ClassLabels(labels?.ValueType ?? TextDataViewType.Instance, ordered.Select(c => c.Key)),
            ordered.Select(c => c.Value.Rows.ToArray()).ToArray(),
            groupName);
    }

    private static float Finite(float value, int row, string role, DataViewSchema.Column column) => float.IsFinite(value)
        ? value
        : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
            $"row {row} has the value {value} in {role} column '{column.Name}', but only finite numbers can be learned from."));
}
