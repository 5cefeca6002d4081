using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents what the meta-trainers of classifiers have in common.</summary>
public abstract class ClassifierMetaTrainerOptions : MetaTrainerOptions
{
    /// <summary>
    /// Classes per episode in meta-training. A classifier that was adapted by gradient steps can distinguish as many, or fewer; one that
    /// compares embeddings, any number. The default is 5.
    /// </summary>
    public int Ways = 5;

    /// <summary>How meta-training makes more of its classes. The default is <see cref="Augmentation.None"/>.</summary>
    public Augmentation Augmentation;

    internal override int EpisodeWays => Ways;

    internal override Augmentation ClassAugmentation => Augmentation;

    internal override void Check()
    {
        base.Check();
        Checks.Between(Ways, 2, Limits.Ways, nameof(Ways));
        Checks.Defined(Augmentation, nameof(Augmentation));
    }
}
