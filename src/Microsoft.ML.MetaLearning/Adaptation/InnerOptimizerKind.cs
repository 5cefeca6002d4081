namespace Microsoft.ML.MetaLearning;

/// <summary>The optimizer of an inner loop.</summary>
public enum InnerOptimizerKind
{
    /// <summary>Adam without a mean of gradients (its first weight is 0), and with a state of its own for each task.</summary>
    Adam,

    /// <summary>Plain gradient descent.</summary>
    Sgd,
}
