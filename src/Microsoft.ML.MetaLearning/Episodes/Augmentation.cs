namespace Microsoft.ML.MetaLearning;

/// <summary>How meta-training makes more of its classes. Never applied to validation, evaluation or adaptation.</summary>
public enum Augmentation
{
    /// <summary>Nothing. The default.</summary>
    None,

    /// <summary>
    /// Each class of square images, rotated by 0, 90, 180 and 270 degrees, gives four classes.
    /// Santoro et al., <a href="https://arxiv.org/abs/1605.06065">Meta-Learning with Memory-Augmented Neural Networks</a>, 2016.
    /// </summary>
    RotationsAsClasses,
}
