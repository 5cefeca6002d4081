using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents a class that has rows in two parts.</summary>
/// <param name="Class">The name of the class.</param>
/// <param name="FirstPart">The part that was read first.</param>
/// <param name="SecondPart">The other part.</param>
public sealed record SharedClass(string Class, string FirstPart, string SecondPart)
{
    /// <inheritdoc/>
    public override string ToString() => $"class '{Class}' is in {FirstPart} and in {SecondPart}";
}

/// <summary>Represents a row of a part.</summary>
/// <param name="Part">The name of the part.</param>
/// <param name="Class">The class of the row.</param>
/// <param name="Row">The position of the row in the part, from 0.</param>
public sealed record RowOfPart(string Part, string Class, long Row)
{
    /// <inheritdoc/>
    public override string ToString() => $"row {Row} of {Part} ('{Class}')";
}

/// <summary>Represents two rows of different parts with the same content.</summary>
/// <param name="First">The first row with that content in the part that was read first.</param>
/// <param name="Second">The row of the other part.</param>
public sealed record SharedExample(RowOfPart First, RowOfPart Second)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Second} is the same as {First}";
}

/// <summary>Lists classes and rows in more than one part of a split, which make results look better than they are.</summary>
public sealed class LeakReport
{
    /// <summary>The largest number of rows that <see cref="SharedExamples"/> lists.</summary>
    public const int MostListed = 1000;
    private const int MostNamed = 10;

    internal LeakReport(IReadOnlyList<SharedClass> classes, IReadOnlyList<SharedExample> examples, long exampleCount) =>
        (SharedClasses, SharedExamples, SharedExampleCount) = (classes, examples, exampleCount);

    /// <summary>Gets the classes that have rows in two parts, once for each pair of parts.</summary>
    public IReadOnlyList<SharedClass> SharedClasses { get; }

    /// <summary>Gets the first <see cref="MostListed"/> rows whose content is in another part, too.</summary>
    public IReadOnlyList<SharedExample> SharedExamples { get; }

    /// <summary>Gets the number of such rows, listed or not.</summary>
    public long SharedExampleCount { get; }

    /// <summary>Gets whether the parts share classes or rows.</summary>
    public bool HasLeaks => SharedClasses.Count > 0 || SharedExampleCount > 0;

    /// <summary>Throws an exception if the parts share classes or rows.</summary>
    /// <exception cref="InvalidOperationException">There are leaks. The message names the first ones.</exception>
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
        var more = Math.Max(0, SharedClasses.Count - MostNamed) + Math.Max(0, SharedExampleCount - MostNamed);
        return
        [
            .. SharedClasses.Take(MostNamed).Select(shared => $"{shared}"),
            .. SharedExamples.Take(MostNamed).Select(shared => $"{shared}"),
            .. more > 0 ? [$"and {more} more"] : (string[])[],
        ];
    }
}
