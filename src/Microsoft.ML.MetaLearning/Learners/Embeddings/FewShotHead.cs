namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies the linear classifier that a support set of embeddings becomes.</summary>
public enum FewShotHead
{
    /// <summary>
    /// The one with the least log loss on rows held out of the support set; <see cref="Prototypes"/> if a class has one row. The default.
    /// </summary>
    Automatic,

    /// <summary>
    /// Cosines to the mean direction of each class. Snell et al., <a href="https://arxiv.org/abs/1703.05175">2017</a>, and Wang et al.,
    /// <a href="https://arxiv.org/abs/1911.04623">2019</a>.
    /// </summary>
    Prototypes,

    /// <summary>
    /// Ridge regression of the classes, regularized as leave-one-out finds best. Bertinetto et al.,
    /// <a href="https://arxiv.org/abs/1805.08136">2019</a>.
    /// </summary>
    Ridge,

    /// <summary>Logistic regression, regularized toward the prototypes.</summary>
    Logistic,
}
