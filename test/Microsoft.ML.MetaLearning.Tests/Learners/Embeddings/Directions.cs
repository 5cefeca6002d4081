using System.Linq;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Seeded support sets of directions in double precision: clouds of a class each, not easy to tell apart.</summary>
internal static class Directions
{
    public static SupportDirections Create(int[] shots, int size, int seed = 0)
    {
        using var generator = new Generator((ulong)seed);
        var classes = shots.SelectMany((count, c) => Enumerable.Repeat((long)c, count)).ToArray();
        var centers = randn(shots.Length, size, dtype: ScalarType.Float64, generator: generator);
        var noise = randn(classes.Length, size, dtype: ScalarType.Float64, generator: generator);
        var targets = TensorMemory.Copy<long>(classes);
        return new(CosineHead.Unit(centers.index_select(0, targets).Plus(noise, 1.5)), targets);
    }

    public static SupportDirections Rows(this SupportDirections support, int[] rows)
    {
        var index = TensorMemory.Copy<long>(rows.Select(row => (long)row).ToArray());
        return new(support.Directions.index_select(0, index), support.Classes.index_select(0, index));
    }

    public static int[] Others(this SupportDirections support, int row) =>
        Enumerable.Range(0, (int)support.Classes.shape[0]).Where(other => other != row).ToArray();

    /// <summary>The logits of one row by a linear classifier.</summary>
    public static double[] Logits(this HeadFit fit, Tensor direction) =>
        TensorAssert.Values(fit.Weight.matmul(direction.unsqueeze(1)).squeeze(1).Plus(fit.Bias));
}
