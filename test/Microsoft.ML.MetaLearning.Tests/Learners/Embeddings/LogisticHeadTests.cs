using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Logistic regression: at its result the derivative of what it minimizes is zero, by autograd.</summary>
[TestClass]
public sealed class LogisticHeadTests
{
    [TestMethod]
    [DataRow(5)]
    [DataRow(60)]
    public void GradientIsZeroAtTheOptimum(int size)
    {
        using var scope = NewDisposeScope();
        var support = Directions.Create([4, 3, 6], size);
        var (start, end) = (Gradient(support, Prior(support), zeros(3, ScalarType.Float64)), Fitted(support));
        Assert.IsLessThan(1e-6 * start, end, $"{start} at the prototypes, {end} at the result");
    }

    [TestMethod]
    public void DefaultToleranceIsEnoughForTheProbabilities()
    {
        using var scope = NewDisposeScope();
        var support = Directions.Create([5, 5, 5, 5, 5], 40);
        Tensor Probabilities((Tensor Weight, Tensor Bias) fit) =>
            support.Directions.matmul(fit.Weight.t()).Plus(fit.Bias).softmax(1);
        var difference = Probabilities(LogisticHead.Fit(support, support.Weights))
            - Probabilities(LogisticHead.Fit(support, support.Weights, 1e-16));
        Assert.IsLessThan(0.05, difference.abs().max().ToNumber());
    }

    // The folds share the decomposition of all rows; the result must not depend on it.
    [TestMethod]
    public void RowsOfNoWeightAreAsIfTheyWereNotThere()
    {
        using var scope = NewDisposeScope();
        var support = Directions.Create([4, 4, 4], 10);
        int[] kept = [0, 1, 2, 4, 5, 6, 8, 9, 10];
        var mask = TensorMemory.Copy<double>(Enumerable.Range(0, 12).Select(row => kept.Contains(row) ? 1.0 : 0).ToArray());
        var (weight, bias) = LogisticHead.Fit(support, support.Weights * mask, 1e-20);
        var alone = support.Rows(kept);
        var (expectedWeight, expectedBias) = LogisticHead.Fit(alone, alone.Weights, 1e-20);
        TensorAssert.Close(expectedWeight, weight, 1e-5, "weight");
        TensorAssert.Close(expectedBias - expectedBias.mean(), bias - bias.mean(), 1e-4, "bias");
    }

    [TestMethod]
    public void FoldsHoldOutEachRowOnceAndLeaveEveryClass()
    {
        long[] classes = [.. Enumerable.Repeat(0L, 2), .. Enumerable.Repeat(1L, 7), .. Enumerable.Repeat(2L, 5)];
        var folds = StratifiedFolds.Of(classes, most: 5, seed: 3);
        CollectionAssert.AreEqual(folds, StratifiedFolds.Of(classes, most: 5, seed: 3));
        Assert.AreEqual(4, folds.Max());
        foreach (var fold in folds.Distinct())
            Assert.AreEqual(3, classes.Where((_, row) => folds[row] != fold).Distinct().Count());
    }

    private static double Fitted(SupportDirections support)
    {
        var (weight, bias) = LogisticHead.Fit(support, support.Weights, 1e-24);
        return Gradient(support, weight, bias);
    }

    private static Tensor Prior(SupportDirections support) => PrototypeHead.Fit(support).Weight.Times(LogisticHead.Scale);

    /// <summary>The length of the derivative of the weighted cross entropy and the penalty.</summary>
    private static double Gradient(SupportDirections support, Tensor weight, Tensor bias)
    {
        var (w, b) = (weight.detach().clone().requires_grad_(true), bias.detach().clone().requires_grad_(true));
        var logits = support.Directions.matmul(w.t()).Plus(b);
        var loss = -((logits.log_softmax(1) * support.Members).sum(1) * support.Weights).sum();
        loss.Plus((w - Prior(support)).Squared().sum(), LogisticHead.Penalty / 2).backward();
        return Math.Sqrt(w.grad!.Squared().sum().ToNumber() + b.grad!.Squared().sum().ToNumber());
    }
}
