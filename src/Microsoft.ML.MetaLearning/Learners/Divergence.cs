using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>Detects training and adaptation that diverged.</summary>
internal static class Divergence
{
    // Initializations and learning rates assume features of the order of 1.
    private const double LargeFeature = 100;

    /// <param name="network">The adapted network.</param>
    /// <param name="inputs">The examples that it was adapted to, [n, ...input shape].</param>
    /// <exception cref="InvalidOperationException">The adaptation diverged.</exception>
    public static void Check(AdaptedNetwork network, Tensor inputs)
    {
        if (!network.Models.All(model => AreFinite(model.Parameters) && AreFinite(model.Moments.ToParameters())))
            throw new InvalidOperationException(
                $"the adaptation diverged: its parameters are no longer finite numbers; {Advice([inputs])}.");
    }

    /// <summary>Returns advice against divergence, given examples: each [n, ...input shape].</summary>
    public static string Advice(IEnumerable<Tensor> inputs)
    {
        var largest = inputs.Max(Largest);
        return largest > LargeFeature
            ? string.Create(CultureInfo.InvariantCulture, $"features have values up to {largest:G3}: bring them to the order of 1 " +
                $"before meta-training and adaptation, by NormalizeMeanVariance for instance")
            : "lower the inner or the outer learning rate";
    }

    private static double Largest(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        return inputs.numel() == 0 ? 0 : inputs.abs().max().ToNumber();
    }

    private static bool AreFinite(ParameterSet parameters)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return parameters.Tensors.All(tensor => tensor.isfinite().all().cpu().data<bool>()[0]);
    }
}
