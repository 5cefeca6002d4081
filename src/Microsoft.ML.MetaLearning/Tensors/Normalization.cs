namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Specifies how a backbone normalizes its activations, above all those of the query examples: the part of a few-shot protocol that changes
/// accuracies most and is reported least. It is stored in the model and printed with every metric.
/// </summary>
/// <remarks>
/// All but <see cref="TransductiveBatch"/> are inductive once trained: the prediction for an example does not depend on other queries.
/// </remarks>
public enum Normalization
{
    /// <summary>
    /// Batch normalization of the query examples by the moments of the support examples under the adapted parameters; gradients flow
    /// through the moments. Inductive: training and serving compute the same. The default.
    /// </summary>
    /// <remarks>
    /// As the non-transductive batch normalization of Triantafillou et al., <a href="https://arxiv.org/abs/1903.03096">Meta-Dataset</a>,
    /// 2020.
    /// </remarks>
    SupportStatistics,

    /// <summary>
    /// Batch normalization of the query examples by their own batch, as in the experiments of Finn et al.,
    /// <a href="https://arxiv.org/abs/1703.03400">Model-Agnostic Meta-Learning</a>, 2017. Transductive: each prediction uses the whole
    /// query set, so accuracies are not comparable with inductive ones. An adapted classifier predicts single rows by the support's moments
    /// instead.
    /// </summary>
    TransductiveBatch,

    /// <summary>
    /// Layer normalization over all channels and positions of one example; needs no other example. Ba et al.,
    /// <a href="https://arxiv.org/abs/1607.06450">2016</a>.
    /// </summary>
    Layer,

    /// <summary>
    /// Batch normalization of the query examples by running moments of the episode. They start at mean 0 and variance 1, and move a tenth
    /// of the way to the batch's at each support pass. No gradient flows through them. Inductive.
    /// </summary>
    EpisodicRunning,

    /// <summary>
    /// Batch normalization: in meta-training by the moments of the batch, support and query each by its own; in adaptation and prediction
    /// by the averages of these moments. Inductive. Ioffe and Szegedy, <a href="https://arxiv.org/abs/1502.03167">2015</a>.
    /// </summary>
    Running,

    /// <summary>
    /// A mixture of the support's moments and those of each example, with a learned weight that depends on the size of the support.
    /// Inductive. Bronskill et al., <a href="https://arxiv.org/abs/2003.03284">TaskNorm</a>, 2020, the form TaskNorm-I.
    /// </summary>
    TaskNorm,

    /// <summary>
    /// Group normalization: each group of about 16 channels of each example by itself. Wu and He,
    /// <a href="https://arxiv.org/abs/1803.08494">2018</a>.
    /// </summary>
    Group,

    /// <summary>
    /// Instance normalization: each channel of each example over its positions. Vectors, which have one position, are normalized over their
    /// channels, as by <see cref="Layer"/>. Ulyanov et al., <a href="https://arxiv.org/abs/1607.08022">2016</a>.
    /// </summary>
    Instance,
}

internal static class NormalizationExtensions
{
    /// <summary>Returns whether a prediction in training uses the other query examples.</summary>
    public static bool IsTransductive(this Normalization normalization) => normalization == Normalization.TransductiveBatch;

    /// <summary>Returns whether query examples could be normalized by their own batch, as a transductive protocol does.</summary>
    public static bool HasTransductiveForm(this Normalization normalization) => normalization is
        Normalization.SupportStatistics or Normalization.TransductiveBatch or Normalization.EpisodicRunning or Normalization.Running;
}
