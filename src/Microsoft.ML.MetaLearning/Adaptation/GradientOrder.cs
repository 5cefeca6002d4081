namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Specifies whether a meta-gradient differentiates the gradients of the inner loop.</summary>
public enum GradientOrder
{
    /// <summary>
    /// Inner gradients are constants: the meta-gradient is the query gradient at the adapted parameters (FOMAML).
    /// </summary>
    First,

    /// <summary>The exact meta-gradient, with the Hessians of the support losses.</summary>
    Second,
}
