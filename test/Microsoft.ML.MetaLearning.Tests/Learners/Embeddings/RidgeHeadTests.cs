using System.Linq;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Ridge regression against the normal equations, with fewer rows than features and with more.</summary>
[TestClass]
public sealed class RidgeHeadTests
{
    private static readonly int[] s_shots = [4, 3, 6];

    [TestMethod]
    [DataRow(5, 1e-3)]
    [DataRow(40, 1e-1)]
    public void WeightsSolveTheNormalEquations(int size, double penalty)
    {
        using var scope = NewDisposeScope();
        var support = Directions.Create(s_shots, size);
        var fit = RidgeHead.Fit(support, penalty);
        var (weight, bias) = NormalEquations(support.Directions, support.Members, support.Weights, penalty);
        TensorAssert.Close(weight, fit.Weight, 1e-9, "weight");
        TensorAssert.Close(bias, fit.Bias, 1e-9, "bias");
    }

    // The weights of the rows stay what they are when one is left out.
    [TestMethod]
    [DataRow(5, 1e-3)]
    [DataRow(40, 1e-1)]
    public void HeldOutLogitsAreThoseWithoutTheRow(int size, double penalty)
    {
        using var scope = NewDisposeScope();
        var support = Directions.Create(s_shots, size);
        var heldOut = RidgeHead.Fit(support, penalty).HeldOut!;
        for (var row = 0; row < s_shots.Sum(); row++)
        {
            var index = TensorMemory.Copy<long>(support.Others(row).Select(r => (long)r).ToArray());
            var (weight, bias) = NormalEquations(
                support.Directions.index_select(0, index), support.Members.index_select(0, index),
                support.Weights.index_select(0, index), penalty);
            var expected = new HeadFit(weight, bias, HeldOut: null).Logits(support.Directions[row]);
            TensorAssert.Close(expected, TensorAssert.Values(heldOut[row]), 1e-9, $"row {row}");
        }
    }

    [TestMethod]
    public void PenaltyIsTheBestOnRowsHeldOut()
    {
        using var scope = NewDisposeScope();
        var support = Directions.Create([5, 5, 5, 5], 30);
        double Error(HeadFit fit) => ((fit.HeldOut! - support.Members).Squared() * support.Weights.unsqueeze(1)).sum().ToNumber();
        var chosen = Error(RidgeHead.Fit(support));
        foreach (var penalty in new[] { 1e-4, 1e-3, 1e-2, 1e-1, 1 })
            Assert.IsLessThanOrEqualTo(Error(RidgeHead.Fit(support, penalty)) + 1e-12, chosen, $"penalty {penalty}");
    }

    /// <summary>The weighted least squares of an intercept, which is not penalized, and weights, which are.</summary>
    private static (Tensor Weight, Tensor Bias) NormalEquations(Tensor rows, Tensor members, Tensor weights, double penalty)
    {
        var design = cat([rows, ones(rows.shape[0], 1, ScalarType.Float64)], 1);
        var penalties = cat([TensorArithmetic.Filled([rows.shape[1]], penalty, ScalarType.Float64), zeros(1, ScalarType.Float64)]);
        var weighted = design.t() * weights;
        var solution = linalg.solve(weighted.matmul(design).Plus(diag(penalties)), weighted.matmul(members));
        return (solution.narrow(0, 0, rows.shape[1]).t(), solution[rows.shape[1]]);
    }
}
