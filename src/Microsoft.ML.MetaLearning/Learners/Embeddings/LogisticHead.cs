using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Fits multinomial logistic regression, with a penalty on how far its weights are from the prototypes: the fewer rows, the more it
/// resembles them.
/// </summary>
/// <remarks>
/// The curvature of the loss is at most half that of squared errors (Böhning, <a href="https://doi.org/10.1007/BF00048682">1992</a>),
/// which the decomposition of the support set makes diagonal. So each coordinate has a step of its own, and Nesterov's momentum, restarted
/// where it leads uphill (O'Donoghue and Candès, <a href="https://arxiv.org/abs/1204.3982">2015</a>), needs a few dozen of them.
/// </remarks>
internal static class LogisticHead
{
    /// <summary>The penalty on the squared distance to the prototypes, where the weights of the rows sum to 1.</summary>
    public const double Penalty = 3e-5;

    /// <summary>The factor of the cosines to the prototypes that the penalty pulls to.</summary>
    public const double Scale = 8;

    /// <summary>Where steps end by default: the squared gradient, times the steps that it leads to.</summary>
    private const double Tolerance = 1e-5;
    private const int MostSteps = 1000;
    private const int MostFolds = 5;

    /// <summary>Fits, and holds rows out in folds.</summary>
    public static HeadFit Fit(SupportDirections support, int seed) => Fit(support) with { HeldOut = HeldOut(support, seed) };

    /// <summary>Fits, and holds nothing out.</summary>
    public static HeadFit Fit(SupportDirections support)
    {
        var (weight, bias) = Fit(support, support.Weights);
        return new HeadFit(weight, bias, HeldOut: null);
    }

    /// <summary>Fits to the rows of positive weight.</summary>
    // weights: [n]; result: [classes, embedding] and [classes]
    public static (Tensor Weight, Tensor Bias) Fit(SupportDirections support, Tensor weights, double tolerance = Tolerance)
    {
        // Outside the scope: the support set keeps it.
        var (u, s, vt) = support.Decomposition;
        using var scope = NewDisposeScope();
        var total = weights.sum();
        var prior = PrototypeHead.Weight(support.Directions * weights.sign().unsqueeze(1), support.Members).Times(Scale);
        var problem = new Problem(
            Offset: support.Directions.matmul(prior.t()),
            Rows: u * s / support.Weights.sqrt().unsqueeze(1),
            support.Members,
            Weights: (weights / total).unsqueeze(1),
            Steps: (s.Squared() / total).Over(2).Plus(Penalty).reciprocal(),
            BiasStep: total.Times(2));
        var (change, bias) = Minimize(problem, tolerance);
        var moved = change.matmul(vt);
        return (
            prior.Plus(moved).MoveToOuterDisposeScope(),
            (bias - moved.matmul(support.Mean.unsqueeze(1)).squeeze(1)).MoveToOuterDisposeScope());
    }

    /// <summary>What is minimized, over the change of the prototypes in the coordinates of the rows, and the bias.</summary>
    // Offset, Members: [n, classes], Rows: [n, rank], Weights: [n, 1], Steps: [rank], BiasStep: []
    private sealed record Problem(Tensor Offset, Tensor Rows, Tensor Members, Tensor Weights, Tensor Steps, Tensor BiasStep)
    {
        // change: [classes, rank], bias: [classes]; result: the same shapes
        public (Tensor Change, Tensor Bias) Gradient(Tensor change, Tensor bias)
        {
            var logits = Offset.Plus(Rows.matmul(change.t())).Plus(bias);
            var errors = (logits.softmax(1) - Members) * Weights;
            return (errors.t().matmul(Rows).Plus(change, Penalty), errors.sum([0]));
        }
    }

    // result: [classes, rank] and [classes]
    private static (Tensor Change, Tensor Bias) Minimize(Problem problem, double tolerance)
    {
        var change = zeros([problem.Members.shape[1], problem.Steps.shape[0]], ScalarType.Float64);
        var bias = zeros([problem.Members.shape[1]], ScalarType.Float64);
        var (aheadChange, aheadBias) = (change, bias);
        var momentum = 1.0;
        for (var i = 0; i < MostSteps; i++)
        {
            using var scope = NewDisposeScope();
            var (gradient, biasGradient) = problem.Gradient(aheadChange, aheadBias);
            var (step, biasStep) = (gradient * problem.Steps, biasGradient * problem.BiasStep);
            var (nextChange, nextBias) = (aheadChange - step, aheadBias - biasStep);
            var (byChange, byBias) = (nextChange - change, nextBias - bias);
            var uphill = Product(gradient, byChange) + Product(biasGradient, byBias) > 0;
            var next = uphill ? 1 : (1 + Math.Sqrt(1 + 4 * momentum * momentum)) / 2;
            var carried = uphill ? 0 : (momentum - 1) / next;
            momentum = next;
            (change, bias) = (nextChange.MoveToOuterDisposeScope(), nextBias.MoveToOuterDisposeScope());
            (aheadChange, aheadBias) = (
                change.Plus(byChange, carried).MoveToOuterDisposeScope(), bias.Plus(byBias, carried).MoveToOuterDisposeScope());
            if (Product(gradient, step) + Product(biasGradient, biasStep) < tolerance)
                break;
        }
        return (change, bias);
    }

    private static double Product(Tensor x, Tensor y) => (x * y).sum().ToNumber();

    // result: [n, classes]
    private static Tensor HeldOut(SupportDirections support, int seed)
    {
        var folds = StratifiedFolds.Of(support.Classes.data<long>().ToArray(), MostFolds, seed);
        var heldOut = zeros_like(support.Members);
        for (var fold = 0; fold <= folds.Max(); fold++)
        {
            using var scope = NewDisposeScope();
            var outside = TensorMemory.Copy<double>(folds.Select(f => f == fold ? 1.0 : 0).ToArray());
            var (weight, bias) = Fit(support, support.Weights * outside.OneMinus());
            heldOut.AddInPlace(support.Directions.matmul(weight.t()).Plus(bias) * outside.unsqueeze(1));
        }
        return heldOut;
    }
}
