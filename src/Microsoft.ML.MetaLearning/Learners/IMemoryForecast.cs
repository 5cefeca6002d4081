using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>Represents a learner that can forecast its memory.</summary>
internal interface IMemoryForecast
{
    /// <summary>
    /// Returns the most scalars of native memory that a call of <see cref="IFewShotLearner.MetaGradient"/> takes in addition to the
    /// episode; null if unknown.
    /// </summary>
    long? TaskScalars(EpisodeShape shape, Device device);
}

/// <summary>Represents a learner that can recompute activations rather than keep them.</summary>
internal interface ICheckpointing : IMemoryForecast
{
    /// <summary>Gets whether it does.</summary>
    Checkpointing Checkpointing { get; }

    /// <summary>Returns the same learner with checkpointing.</summary>
    IFewShotLearner WithCheckpointing();
}
