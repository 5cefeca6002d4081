namespace Microsoft.ML.MetaLearning;

/// <summary>
/// How a backbone normalizes its activations, above all at the query examples: the part of a few-shot protocol that changes accuracies most and is reported least.
/// It is stored in the model and printed with every metric.
/// </summary>
public enum Normalization
{
    /// <summary>
    /// Batch normalization of the query examples by the moments of the support examples under the adapted parameters; gradients flow through the moments.
    /// Inductive: the prediction for an example does not depend on what else is predicted. What is trained is what is served. The default.
    /// </summary>
    /// <remarks>As the non-transductive batch normalization of Triantafillou et al., <a href="https://arxiv.org/abs/1903.03096">Meta-Dataset</a>, 2020.</remarks>
    SupportStatistics,

    /// <summary>
    /// Batch normalization of the query examples by their own batch, as in the experiments of Finn et al.,
    /// <a href="https://arxiv.org/abs/1703.03400">Model-Agnostic Meta-Learning</a>, 2017. Transductive: it uses the whole query set to predict one of its examples,
    /// so its accuracies are not comparable with inductive ones, and a classifier adapted for single rows uses the support's moments instead.
    /// </summary>
    TransductiveBatch,

    /// <summary>Layer normalization over all channels and positions of one example; needs no other example at all. Ba et al., <a href="https://arxiv.org/abs/1607.06450">2016</a>.</summary>
    Layer,
}
