using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning;

/// <summary>A class that has rows in two parts.</summary>
/// <param name="Class">Its name.</param>
/// <param name="FirstPart">The part that was read first.</param>
/// <param name="SecondPart">The other.</param>
public sealed record SharedClass(string Class, string FirstPart, string SecondPart)
{
    /// <inheritdoc/>
    public override string ToString() => $"class '{Class}' is in {FirstPart} and in {SecondPart}";
}

/// <summary>A row of a part.</summary>
/// <param name="Part">The name of the part.</param>
/// <param name="Class">The class of the row.</param>
/// <param name="Row">Its position in the part, from 0 on.</param>
public sealed record RowOfPart(string Part, string Class, long Row)
{
    /// <inheritdoc/>
    public override string ToString() => $"row {Row} of {Part} ('{Class}')";
}

/// <summary>Two rows of different parts with the same content.</summary>
/// <param name="First">The first row with that content in the part that was read first.</param>
/// <param name="Second">The row of the other part.</param>
public sealed record SharedExample(RowOfPart First, RowOfPart Second)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Second} is the same as {First}";
}

/// <summary>What stands in more than one part of a split, so that results on one would flatter what was trained on another.</summary>
public sealed class LeakReport
{
    /// <summary>The most that <see cref="SharedExamples"/> lists.</summary>
    public const int MostListed = 1000;
    private const int MostNamed = 10;

    internal LeakReport(IReadOnlyList<SharedClass> classes, IReadOnlyList<SharedExample> examples, long exampleCount)
    {
        SharedClasses = classes;
        SharedExamples = examples;
        SharedExampleCount = exampleCount;
    }

    /// <summary>The classes that have rows in two parts, once for each pair of parts.</summary>
    public IReadOnlyList<SharedClass> SharedClasses { get; }

    /// <summary>The rows whose content stands in another part, too; the first <see cref="MostListed"/>.</summary>
    public IReadOnlyList<SharedExample> SharedExamples { get; }

    /// <summary>The number of such rows, listed or not.</summary>
    public long SharedExampleCount { get; }

    /// <summary>Whether there is anything.</summary>
    public bool HasLeaks => SharedClasses.Count > 0 || SharedExampleCount > 0;

    /// <summary>Fails if there is anything.</summary>
    /// <exception cref="InvalidOperationException">There is; the message names the first offenders.</exception>
    public void ThrowIfLeaks()
    {
        if (HasLeaks)
            throw new InvalidOperationException(ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => !HasLeaks
        ? "the parts share no classes and no examples."
        : $"the parts share {SharedClasses.Count} classes and {SharedExampleCount} examples: {string.Join("; ", Named())}.";

    private IEnumerable<string> Named()
    {
        foreach (var shared in SharedClasses.Take(MostNamed))
            yield return shared.ToString();
        foreach (var shared in SharedExamples.Take(MostNamed))
            yield return shared.ToString();
        var more = Math.Max(0, SharedClasses.Count - MostNamed) + Math.Max(0, SharedExampleCount - MostNamed);
        if (more > 0)
            yield return $"and {more} more";
    }
}
