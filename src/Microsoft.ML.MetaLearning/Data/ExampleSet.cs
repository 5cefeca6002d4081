using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Examples in memory, indexed by class; for regression, by task.</summary>
/// <param name="inputs">[n, ...input shape]; owned by the set.</param>
/// <param name="targets">[n, 1] for regression, otherwise null; owned by the set.</param>
/// <param name="labels">The name of each class.</param>
/// <param name="classes">[class][i]: the rows of each class, in the order of <paramref name="labels"/>.</param>
/// <param name="groupName">What the groups are called in messages: "class" or "task".</param>
internal sealed class ExampleSet(Tensor inputs, Tensor? targets, ClassLabels labels, IReadOnlyList<int[]> classes, string groupName) : IDisposable
{
    public Tensor Inputs => inputs;

    public Tensor? Targets => targets;

    public ClassLabels Labels => labels;

    public IReadOnlyList<int[]> Classes => classes;

    /// <summary>The same examples, in the same memory, with their classes in another order.</summary>
    public ExampleSet InOrder(IReadOnlyList<string> names, IReadOnlyList<int[]> rows) => new(inputs, targets, new ClassLabels(TextDataViewType.Instance, names), rows, groupName);

    /// <summary>The names of the classes and the number of rows of each.</summary>
    public ClassSizes Sizes => new(labels.Names, classes.Select(rows => rows.Length).ToArray()) { GroupName = groupName };

    /// <summary>The inputs of some rows, [rows, ...input shape], in new memory.</summary>
    public Tensor InputsOf(long[] rows)
    {
        using var index = tensor(rows);
        return inputs.index_select(0, index);
    }

    /// <summary>The targets of some rows, [rows, 1] for regression, otherwise null.</summary>
    public Tensor? TargetsOf(long[] rows)
    {
        if (targets is null)
            return null;
        using var index = tensor(rows);
        return targets.index_select(0, index);
    }

    public void Dispose()
    {
        inputs.Dispose();
        targets?.Dispose();
    }
}
