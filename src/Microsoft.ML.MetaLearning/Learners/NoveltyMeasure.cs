namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Specifies the number by which a classifier distinguishes rows of none of its classes: it is larger for them. Which measure is best
/// depends on the learner; docs/evaluation.md has figures.
/// </summary>
public enum NoveltyMeasure
{
    /// <summary>One minus the largest probability. Hendrycks and Gimpel, <a href="https://arxiv.org/abs/1610.02136">2017</a>.</summary>
    Probability,

    /// <summary>
    /// The negative logarithm of the sum of the exponentials of the logits. Liu et al.,
    /// <a href="https://arxiv.org/abs/2010.03759">2020</a>.
    /// </summary>
    Energy,

    /// <summary>
    /// The squared Euclidean distance between the embedding and the nearest class, which is the mean of its support embeddings.
    /// </summary>
    Distance,

    /// <summary>One minus the cosine of the embedding and the nearest class, which is the mean of its support embeddings.</summary>
    Cosine,
}
