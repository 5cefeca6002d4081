using System;
using System.Collections.Generic;
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

    /// <summary>Checks that every episode of a size can be drawn.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are too few classes, or too few rows of one.</exception>
    public void RequireEnough(EpisodeShape shape)
    {
        if (classes.Count < shape.Ways)
            throw new ArgumentOutOfRangeException(nameof(shape.Ways), shape.Ways,
                $"{shape.Ways}-way episodes need at least {shape.Ways} classes, but the data has {classes.Count}: {string.Join(", ", labels.Names)}.");
        for (var i = 0; i < classes.Count; i++)
            if (classes[i].Length < shape.ExamplesPerClass)
                throw new ArgumentOutOfRangeException(nameof(shape.Shots), shape.Shots,
                    $"{groupName} '{labels.Names[i]}' has {classes[i].Length} rows, but an episode needs {shape.ExamplesPerClass}: {shape.Shots} shots and {shape.QueryShots} query shots.");
    }

    public void Dispose()
    {
        inputs.Dispose();
        targets?.Dispose();
    }
}
