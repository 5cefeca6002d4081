using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents the objective of a learner on an episode.</summary>
/// <param name="Loss">[], to differentiate.</param>
/// <param name="Logits">[query, outputs], for the accuracy.</param>
internal readonly record struct EpisodeObjective(Tensor Loss, Tensor Logits);
