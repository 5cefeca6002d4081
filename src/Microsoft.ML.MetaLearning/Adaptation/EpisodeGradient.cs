using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>What one episode contributes to a meta-step.</summary>
/// <param name="Loss">The query loss.</param>
/// <param name="Accuracy">The query accuracy; not a number for regression.</param>
/// <param name="Gradient">The direction that the outer loop descends, with the names and shapes of the meta-parameters.</param>
public sealed record EpisodeGradient(double Loss, double Accuracy, ParameterSet Gradient)
{
    /// <summary>
    /// Moments observed in the episode, under the names of those meta-parameters that are averages of them; <see langword="null"/> unless
    /// there are such, as with <see cref="Normalization.Running"/>. Their part of <see cref="Gradient"/> is zero.
    /// </summary>
    public ParameterSet? Statistics { get; init; }
}
