namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Whether the activations of inner steps are computed again where the meta-gradient needs them, rather than kept: less memory for more
/// time, the same gradients.
/// </summary>
public enum Checkpointing
{
    /// <summary>Only where the forecast without it exceeds the memory limit. The default.</summary>
    Automatic,

    /// <summary>In any case.</summary>
    Always,

    /// <summary>Not at all.</summary>
    Never,
}
