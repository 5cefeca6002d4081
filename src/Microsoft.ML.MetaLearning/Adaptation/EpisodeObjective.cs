using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents what a learner makes of an episode.</summary>
/// <param name="Loss">[], to differentiate.</param>
/// <param name="Logits">[query, outputs], for the accuracy.</param>
internal readonly record struct EpisodeObjective(Tensor Loss, Tensor Logits);
