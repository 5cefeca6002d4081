using System;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Computes the weights of the query losses after each inner step: MSL of Antoniou et al.,
/// <a href="https://arxiv.org/abs/1810.09502">How to train your MAML</a>, 2019. They are equal at first, and move to the last step over the
/// first part of the training; after that, only the last loss counts.
/// </summary>
internal static class MultiStepLoss
{
    /// <summary>The least weight of a step, as a fraction of an equal share; the constant of the reference code.</summary>
    private const double LeastShare = 0.03;

    /// <param name="steps">The inner steps.</param>
    /// <param name="portion">The part of the training in which all steps count; 0 for the last loss only.</param>
    /// <param name="progress">The part of the training that is over, 0 to 1.</param>
    /// <returns>[steps + 1]: the weights after 0, 1, ... steps, with sum 1. The first is 0 unless it is the only one.</returns>
    public static double[] Weights(int steps, double portion, double progress)
    {
        var weights = new double[steps + 1];
        weights[steps] = 1;
        if (portion == 0 || progress >= portion)
            return weights;
        // The reference code takes a step of 1 / (steps * epochs) each epoch; here progress is continuous.
        var moved = progress / portion;
        for (var step = 1; step < steps; step++)
            weights[step] = Math.Max((1 - moved) / steps, LeastShare / steps);
        weights[steps] = Math.Min((1 + moved * (steps - 1)) / steps, 1 - (steps - 1) * LeastShare / steps);
        return weights;
    }
}
