using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>A learner that can tell beforehand what a task takes.</summary>
internal interface IMemoryForecast
{
    /// <summary>
    /// The scalars of native memory that one call of <see cref="IFewShotLearner.MetaGradient"/> takes at its peak, the episode aside; null
    /// if unknown.
    /// </summary>
    long? TaskScalars(EpisodeShape shape, Device device);
}

/// <summary>A learner that can compute activations again rather than keep them.</summary>
internal interface ICheckpointing : IMemoryForecast
{
    /// <summary>Whether it does.</summary>
    Checkpointing Checkpointing { get; }

    /// <summary>The same learner that always does.</summary>
    IFewShotLearner WithCheckpointing();
}
