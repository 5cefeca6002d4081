using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Draws mini-batches of a task's examples: shuffled passes over them, one after the other, cut into batches. The seed of the shuffling is
/// a hash of the examples, so that a task has the same batches on every thread and at any time.
/// </summary>
internal static class MiniBatches
{
    /// <summary>Returns the rows of each of <paramref name="count"/> batches; null for all rows if a batch holds as many.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="size">The number of examples in a batch; null for all.</param>
    /// <param name="count">The number of batches.</param>
    public static IEnumerable<long[]?> Draw(Examples examples, int? size, int count) => size is { } some && some < examples.Count
        ? Shuffled(examples.Count, some, count, new Random(Hash(examples.Inputs)))
        : Enumerable.Repeat<long[]?>(null, count);

    private static IEnumerable<long[]> Shuffled(int examples, int size, int count, Random random)
    {
        var order = Enumerable.Range(0, examples).Select(i => (long)i).ToArray();
        for (int batch = 0, next = examples; batch < count; batch++)
        {
            var rows = new long[size];
            for (var i = 0; i < size; i++, next++)
            {
                if (next == examples)
                {
                    random.Shuffle(order);
                    next = 0;
                }
                rows[i] = order[next];
            }
            yield return rows;
        }
    }

    /// <summary>Returns the FNV-1a hash of the bits of a tensor, word by word.</summary>
    private static int Hash(Tensor values)
    {
        using var scope = NewDisposeScope();
        var hash = 2166136261;
        foreach (var word in MemoryMarshal.Cast<byte, uint>(values.detach().cpu().contiguous().bytes))
            hash = (hash ^ word) * 16777619;
        return (int)hash;
    }
}
