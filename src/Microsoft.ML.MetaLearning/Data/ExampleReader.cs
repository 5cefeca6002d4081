using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Reads the rows of a view in one pass: their features into memory if they fit, otherwise the scalars to compute them from.
/// </summary>
internal static class ExampleReader
{
    /// <summary>Reads a class and a feature vector from each row.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="labelColumn">The column that names the class.</param>
    /// <param name="featureColumn">The column of features.</param>
    /// <param name="inputShape">The shape of one example, of as many values as a feature vector.</param>
    /// <param name="memoryLimit">
    /// The bytes that features may take, the option DataMemoryLimit of trainers. Null for half of the memory that the process can have;
    /// beyond it, features that cannot be streamed are read all the same.
    /// </param>
    /// <param name="setName">The name of the rows in messages.</param>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, a label is missing, a feature is not a finite number, or the features exceed the limit and cannot be streamed.
    /// </exception>
    public static ExampleSet ReadClassification(
        IDataView data,
        string labelColumn,
        string featureColumn,
        IReadOnlyList<long> inputShape,
        long? memoryLimit = null,
        string setName = ExampleSet.AnyName)
    {
        var label = ExampleColumns.Class(data.Schema, labelColumn);
        var features = ExampleColumns.Features(data.Schema, featureColumn, inputShape);
        return Read(data, label, "label", "class", features, inputShape, target: null, memoryLimit, setName);
    }

    /// <summary>Reads a task, a feature vector and a number from each row. Without a task column, all rows are one task.</summary>
    /// <inheritdoc cref="ReadClassification"/>
    public static ExampleSet ReadRegression(
        IDataView data,
        string? taskColumn,
        string labelColumn,
        string featureColumn,
        IReadOnlyList<long> inputShape,
        long? memoryLimit = null,
        string setName = ExampleSet.AnyName)
    {
        var task = taskColumn is null ? (DataViewSchema.Column?)null : ExampleColumns.Class(data.Schema, taskColumn, "task");
        var features = ExampleColumns.Features(data.Schema, featureColumn, inputShape);
        var target = ExampleColumns.Target(data.Schema, labelColumn);
        return Read(data, task, "task", "task", features, inputShape, target, memoryLimit, setName);
    }

    /// <summary>Reads a feature vector from each row, and no label.</summary>
    /// <inheritdoc cref="ReadClassification"/>
    public static ExampleInputs ReadFeatures(IDataView data, string featureColumn, IReadOnlyList<long> inputShape, string setName)
    {
        var features = ExampleColumns.Features(data.Schema, featureColumn, inputShape);
        ImagePaths.Check(data, features);
        var inputs = new FeatureReader(data, features, inputShape, limit: null);
        using var cursor = data.GetRowCursor(features);
        inputs.Start(cursor);
        while (Advance(cursor))
            inputs.ReadRow();
        var read = inputs.Take();
        return read.Count > 0 ? read : throw new InvalidOperationException($"{setName} has no rows.");
    }

    private static ExampleSet Read(
        IDataView data,
        DataViewSchema.Column? group,
        string role,
        string groupName,
        DataViewSchema.Column features,
        IReadOnlyList<long> inputShape,
        DataViewSchema.Column? target,
        long? memoryLimit,
        string setName)
    {
        ImagePaths.Check(data, features);
        var labels = group is { } column ? new LabelReader(column) : null;
        var inputs = new FeatureReader(data, features, inputShape, memoryLimit);
        var targets = new List<float>();
        var classes = new Dictionary<object, (ulong Rank, List<int> Rows)>();

        var rows = 0;
        int?[] needed = [group?.Index, features.Index, target?.Index];
        using (var cursor = data.GetRowCursor(data.Schema.Where(c => needed.Contains(c.Index))))
        {
            var getLabel = labels?.CreateGetter(cursor) ?? (() => ("", 0));
            inputs.Start(cursor);
            var getTarget = target is { } t ? cursor.GetGetter<float>(t) : null;
            var value = 0f;
            for (; Advance(cursor); rows++)
            {
                var (name, rank) = getLabel();
                if (name is null)
                    throw labels!.Missing(rows, role);
                if (!classes.TryGetValue(name, out var members))
                    classes.Add(name, members = (rank, []));
                members.Rows.Add(rows);

                inputs.ReadRow();
                if (getTarget is not null)
                {
                    getTarget(ref value);
                    targets.Add(Finite(value, rows, "label", target!.Value));
                }
            }
        }
        if (classes.Count == 0)
            throw new InvalidOperationException($"{setName} has no rows.");

        var ordered = classes.OrderBy(c => c.Value.Rank).ToArray();
        return new ExampleSet(
            inputs.Take(),
            target is null ? null : TensorMemory.Copy<float>(CollectionsMarshal.AsSpan(targets), rows, 1).DetachFromDisposeScope(),
            new ClassLabels(labels?.ValueType ?? TextDataViewType.Instance, ordered.Select(c => c.Key)),
            ordered.Select(c => c.Value.Rows.ToArray()).ToArray(),
            groupName)
        {
            Name = setName,
        };
    }

    /// <summary>Moves to the next row. ML.NET wraps an error of a thread that computes rows; the error itself is thrown.</summary>
    private static bool Advance(DataViewRowCursor cursor)
    {
        try
        {
            return cursor.MoveNext();
        }
        catch (InvalidOperationException e)
            when (e.InnerException is { } inner && e.Message.StartsWith("Splitter/consolidator", StringComparison.Ordinal))
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    internal static float Finite(float value, long row, string role, DataViewSchema.Column column) => float.IsFinite(value)
        ? value
        : throw new InvalidOperationException(FormattableString.Invariant(
            $"row {row} has the value {value} in {role} column '{column.Name}', but only finite numbers can be learned from."));
}
