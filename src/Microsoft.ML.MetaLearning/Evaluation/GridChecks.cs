using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>What can be wrong with a table of evaluations, found before the first.</summary>
internal static class GridChecks
{
    /// <exception cref="ArgumentException">A list is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number suits no model and no data.</exception>
    public static void Numbers(
        IReadOnlyList<int> ways, IReadOnlyList<int> shots, IReadOnlyList<int> queryShots, IReadOnlyList<double> imbalances)
    {
        foreach (var (name, count) in new[]
        {
            (nameof(ways), ways.Count),
            (nameof(shots), shots.Count),
            (nameof(queryShots), queryShots.Count),
            (nameof(imbalances), imbalances.Count),
        })
            if (count == 0)
                throw new ArgumentException($"{name} must have at least one number.", name);
        foreach (var w in ways)
            Checks.AtLeast(w, 2, nameof(ways));
        foreach (var k in shots)
            Checks.Positive(k, nameof(shots));
        foreach (var q in queryShots)
            Checks.Positive(q, nameof(queryShots));
        foreach (var imbalance in imbalances)
            if (!(imbalance >= 1) || double.IsInfinity(imbalance))
                throw new ArgumentOutOfRangeException(
                    nameof(imbalances), imbalance, $"{nameof(imbalances)} must be numbers of at least 1.");
    }

    /// <summary>Why a model cannot be evaluated under one size of episodes; null if it can.</summary>
    public static string? Absence(
        FewShotProblem problem, ExampleSet examples, int ways, int shots, int queryShots, double imbalance, int[]? sizes)
    {
        if (ways > problem.Outputs)
            return $"the model was meta-trained to tell {problem.Outputs} classes apart.";
        if (ways > examples.Classes.Count)
            return $"the data has {examples.Classes.Count} classes.";
        if (sizes is null)
            return string.Create(
                CultureInfo.InvariantCulture, $"the smallest class would have {2 * shots / (1 + imbalance):F2} support rows.");
        return ClassSizes.Of(examples).Shortage(new EpisodeShape(ways, sizes.Max(), queryShots));
    }
}
