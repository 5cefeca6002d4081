using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents the contribution of one episode to a meta-step.</summary>
/// <param name="Loss">The query loss.</param>
/// <param name="Accuracy">The query accuracy; NaN for regression.</param>
/// <param name="Gradient">The direction that the outer loop descends, with the names and shapes of the meta-parameters.</param>
public sealed record EpisodeGradient(double Loss, double Accuracy, ParameterSet Gradient)
{
    /// <summary>
    /// Gets the moments observed in the episode, under the names of the meta-parameters that are their averages, as with
    /// <see cref="Normalization.Running"/>; <see langword="null"/> if there are none. Their part of <see cref="Gradient"/> is zero.
    /// </summary>
    public ParameterSet? Statistics { get; init; }

    internal EpisodeGradient MoveToOuterDisposeScope()
    {
        Gradient.MoveToOuterDisposeScope();
        Statistics?.MoveToOuterDisposeScope();
        return this;
    }
}
