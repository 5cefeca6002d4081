using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Example sets in memory whose scalars tell which row they are.</summary>
internal static class TinyExamples
{
    /// <summary>Classes whose rows alternate in the set. Row r of n scalars holds r + j / n at position j.</summary>
    public static ExampleSet Create(int[] classSizes, long[] inputShape, bool regression = false)
    {
        var members = classSizes.Select(_ => new List<int>()).ToArray();
        var rows = 0;
        for (var i = 0; i < classSizes.Max(); i++)
            for (var c = 0; c < classSizes.Length; c++)
                if (i < classSizes[c])
                    members[c].Add(rows++);
        var size = (int)inputShape.Aggregate(1L, (a, b) => a * b);
        var values = Enumerable.Range(0, rows).SelectMany(r => Enumerable.Range(0, size).Select(j => r + (float)j / size)).ToArray();
        return new ExampleSet(
            tensor(values, [rows, .. inputShape]),
            regression ? tensor(Enumerable.Range(0, rows).Select(r => 10f * r).ToArray(), [rows, 1]) : null,
            new ClassLabels(TextDataViewType.Instance, classSizes.Select((_, c) => (object)$"class {(char)('a' + c)}")),
            members.Select(m => m.ToArray()).ToArray(),
            regression ? "task" : "class");
    }
}
