namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Whether a meta-gradient looks through the gradients of the inner loop.</summary>
public enum GradientOrder
{
    /// <summary>
    /// Inner gradients are constants: the meta-gradient is the query gradient at the adapted parameters (FOMAML; Finn et al., 2017, section
    /// 5.2).
    /// </summary>
    First,

    /// <summary>The exact meta-gradient, with the Hessians of the support losses.</summary>
    Second,
}
