using System;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>Divides rows into folds, to hold one after another out.</summary>
internal static class StratifiedFolds
{
    /// <summary>Returns the fold of each row. The rows of a class are in as many folds as they can be.</summary>
    /// <param name="classes">The class of each row.</param>
    /// <param name="most">The number of folds, if a class has so many rows.</param>
    /// <param name="seed">The seed.</param>
    public static int[] Of(ReadOnlySpan<long> classes, int most, int seed)
    {
        var ofRow = classes.ToArray();
        var random = new Random(seed);
        var folds = new int[ofRow.Length];
        foreach (var members in Enumerable.Range(0, ofRow.Length).GroupBy(row => ofRow[row]).OrderBy(c => c.Key))
        {
            var shuffled = members.ToArray();
            random.Shuffle(shuffled);
            for (var i = 0; i < shuffled.Length; i++)
                folds[shuffled[i]] = i % most;
        }
        return folds;
    }
}
