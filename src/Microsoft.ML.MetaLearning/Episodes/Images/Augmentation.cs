namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies how meta-training augments classes. It never applies to validation, evaluation or adaptation.</summary>
public enum Augmentation
{
    /// <summary>No augmentation. The default.</summary>
    None,

    /// <summary>
    /// Each class of square images, rotated by 0, 90, 180 and 270 degrees, gives four classes. Santoro et al.,
    /// <a href="https://arxiv.org/abs/1605.06065">Meta-Learning with Memory-Augmented Neural Networks</a>, 2016.
    /// </summary>
    RotationsAsClasses,

    /// <summary>
    /// All images of a class of an episode are rotated by 0, 90, 180 or 270 degrees, at random for each class and episode. They stay one
    /// class. Antoniou et al., <a href="https://arxiv.org/abs/1810.09502">How to train your MAML</a>, 2019, by its code.
    /// </summary>
    RandomRotations,
}
