using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// The classes that all learners of a comparison are judged on, and the rows of each. Episodes are drawn by the number of a class and of a
/// row in it, so they are the same rows for all learners only if these are the same: the order of classes is made so, as it may depend on
/// how a pipeline maps labels to keys.
/// </summary>
internal sealed class SharedClasses
{
    private string? _first;
    private IReadOnlyList<string> _names = [];
    private IReadOnlyList<int[]> _rows = [];

    /// <summary>
    /// The examples with their classes in the order of the first learner. They share the tensors of <paramref name="examples"/>.
    /// </summary>
    /// <param name="learner">Whose examples they are.</param>
    /// <param name="examples">What its preprocessing makes of the rows.</param>
    /// <exception cref="ArgumentException">The learner reads other classes or rows than the first.</exception>
    public ExampleSet Align(string learner, ExampleSet examples)
    {
        if (_first is null)
        {
            (_first, _names, _rows) = (learner, examples.Labels.Names, examples.Classes);
            return examples;
        }
        var rowsOf = examples.Labels.Names.Zip(examples.Classes).ToDictionary(c => c.First, c => c.Second);
        for (var i = 0; i < _names.Count; i++)
            if (!rowsOf.TryGetValue(_names[i], out var rows) || !rows.SequenceEqual(_rows[i]))
                throw Differs(learner, $"class '{_names[i]}' {(rows is null ? "is missing" : $"has {rows.Length} rows, or other ones, instead of {_rows[i].Length}")}");
        if (rowsOf.Count > _names.Count)
            throw Differs(learner, $"there are {rowsOf.Count} classes instead of {_names.Count}");
        return examples.InOrder(_names, _rows);
    }

    private ArgumentException Differs(string learner, string how) => new(
        $"learner '{learner}' reads other rows of metaTest than '{_first}' does: {how}. Preprocessing may change features, but not the label or the number of rows.", nameof(learner));
}
