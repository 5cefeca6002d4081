namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies the engine that computes gradients. Both compute the same up to rounding.</summary>
public enum GradientEngine
{
    /// <summary>
    /// The tape engine if it knows the backbone and runs on the CPU, otherwise autograd. The default.
    /// </summary>
    Automatic,

    /// <summary>
    /// The tape engine: meta-gradients by Hessian-vector products, without a graph of the inner loop. Several times as fast as autograd,
    /// for the backbones of this library on the CPU.
    /// </summary>
    Tape,

    /// <summary>torch's automatic differentiation, for any backbone on any device.</summary>
    Autograd,
}
