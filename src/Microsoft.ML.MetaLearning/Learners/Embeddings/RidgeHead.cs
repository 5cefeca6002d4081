using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Regresses the classes, 1 for that of a row and 0 for the others, by least squares with a penalty on the weights. Bertinetto et al.,
/// <a href="https://arxiv.org/abs/1805.08136">2019</a>.
/// </summary>
/// <remarks>
/// All penalties, and all rows held out, follow from one decomposition: what a regression without a row predicts for it has the error
/// e / (1 - h), where e is that of the regression with it, and h the diagonal of the hat matrix.
/// </remarks>
internal static class RidgeHead
{
    /// <summary>The penalty where a class has one row, which cannot be held out.</summary>
    public const double OneShotPenalty = 0.01;

    /// <summary>The penalties to choose from, where the weights of the rows sum to 1.</summary>
    private static readonly double[] s_penalties = [.. Enumerable.Range(0, 10).Select(i => 1e-4 * double.Pow(10, i / 2.0))];

    /// <summary>Fits with the penalty of the least squared error on rows held out.</summary>
    public static HeadFit Fit(SupportDirections support) => s_penalties
        .Select(penalty => Fit(support, penalty))
        .MinBy(fit => ((fit.HeldOut! - support.Members).Squared() * support.Weights.unsqueeze(1)).sum().ToNumber())!;

    public static HeadFit Fit(SupportDirections support, double penalty)
    {
        var (u, s, vt) = support.Decomposition;
        var roots = support.Weights.sqrt().unsqueeze(1);
        var mean = 1.0 / support.Members.shape[1];
        var targets = support.Members.Minus(mean) * roots;
        var projected = u.t().matmul(targets);
        var kept = s.Squared() / s.Squared().Plus(penalty);
        var weight = (projected * (s / s.Squared().Plus(penalty)).unsqueeze(1)).t().matmul(vt);
        var errors = (targets - u.matmul(projected * kept.unsqueeze(1))) / roots;
        var leverage = u.Squared().matmul(kept.unsqueeze(1)).Plus(support.Weights.unsqueeze(1));
        return new HeadFit(
            weight,
            -weight.matmul(support.Mean.unsqueeze(1)).squeeze(1).Minus(mean),
            support.Members - errors / leverage.OneMinus());
    }
}
