using System;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>Represents a linear classifier of directions, and what it would predict for rows that it had not seen.</summary>
/// <param name="Weight">[classes, embedding].</param>
/// <param name="Bias">[classes].</param>
/// <param name="HeldOut">
/// [n, classes], the logits of each row of the support set by a classifier of the other rows; null if a class has no other row.
/// </param>
internal sealed record HeadFit(Tensor Weight, Tensor Bias, Tensor? HeldOut)
{
    private const double CoolestFactor = 0.01, HottestFactor = 1000;
    private const int Halvings = 40;

    /// <summary>
    /// Returns the factor of the logits with the least log loss on held-out rows, and this loss. Guo et al.,
    /// <a href="https://arxiv.org/abs/1706.04599">2017</a>.
    /// </summary>
    /// <remarks>
    /// Few rows, all predicted right, do not prove that there are no errors: the targets are smoothed as Platt, 1999, does, by the chance
    /// of an error that n rows without one leave.
    /// </remarks>
    public (double Factor, double Loss) Calibrate(SupportDirections support)
    {
        var (rows, ways) = (support.Members.shape[0], support.Members.shape[1]);
        var error = 1.0 / (rows + 2);
        var targets = support.Members.Times(1 - error - error / (ways - 1)).Plus(error / (ways - 1)) * support.Weights.unsqueeze(1);
        var (low, high) = (Math.Log(CoolestFactor), Math.Log(HottestFactor));
        for (var i = 0; i < Halvings; i++)
        {
            using var scope = NewDisposeScope();
            var middle = (low + high) / 2;
            var probabilities = HeldOut!.Times(Math.Exp(middle)).softmax(1) * support.Weights.unsqueeze(1);
            // The derivative of the loss by the factor, which rises with it.
            (low, high) = ((probabilities - targets) * HeldOut!).sum().ToNumber() < 0 ? (middle, high) : (low, middle);
        }
        var factor = Math.Exp((low + high) / 2);
        return (factor, -(HeldOut!.Times(factor).log_softmax(1) * targets).sum().ToNumber());
    }

    /// <summary>Returns the same classifier with other logits, more or less certain.</summary>
    public HeadFit Times(double factor) => new(Weight.Times(factor), Bias.Times(factor), HeldOut?.Times(factor));
}
