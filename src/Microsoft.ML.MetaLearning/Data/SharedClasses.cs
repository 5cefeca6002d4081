using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Gives all learners of a comparison the same classes and rows. Episodes are drawn by positions of classes and of rows in them. The order
/// of classes may depend on how a pipeline maps labels to keys, so it is made the same for all.
/// </summary>
internal sealed class SharedClasses
{
    private string? _first;
    private IReadOnlyList<string> _names = [];
    private IReadOnlyList<int[]> _rows = [];

    /// <summary>
    /// Returns the examples with their classes in the order of the first learner. They share the tensors of <paramref name="examples"/>.
    /// </summary>
    /// <param name="learner">The name of the learner.</param>
    /// <param name="examples">The rows after the learner's preprocessing.</param>
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
            if (!rowsOf.TryGetValue(_names[i], out var rows))
                throw Differs(learner, $"class '{_names[i]}' is missing");
            else if (!rows.SequenceEqual(_rows[i]))
                throw Differs(learner, $"class '{_names[i]}' has {rows.Length} rows, or other ones, instead of {_rows[i].Length}");
        if (rowsOf.Count > _names.Count)
            throw Differs(learner, $"there are {rowsOf.Count} classes instead of {_names.Count}");
        return examples.InOrder(_names, _rows);
    }

    private ArgumentException Differs(string learner, string how) => new(
        $"learner '{learner}' reads other rows of metaTest than '{_first}' does: {how}. "
        + "Preprocessing may change features, but not the label or the number of rows.",
        nameof(learner));
}
