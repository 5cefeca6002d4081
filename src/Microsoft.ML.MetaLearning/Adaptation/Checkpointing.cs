namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Specifies whether the meta-gradient recomputes the activations of inner steps rather than keeping them: less memory for more time, the
/// same gradients.
/// </summary>
public enum Checkpointing
{
    /// <summary>Only if the forecast without it exceeds the memory limit. The default.</summary>
    Automatic,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}
