namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies the optimizer of an inner loop.</summary>
public enum InnerOptimizerKind
{
    /// <summary>Adam with beta1 = 0, and a new state for each task.</summary>
    Adam,

    /// <summary>Plain gradient descent.</summary>
    Sgd,
}
