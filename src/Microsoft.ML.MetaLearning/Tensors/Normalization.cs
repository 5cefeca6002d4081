namespace Microsoft.ML.MetaLearning;

/// <summary>
/// How a backbone normalizes its activations, above all at the query examples: the part of a few-shot protocol that changes accuracies most
/// and is reported least. It is stored in the model and printed with every metric.
/// </summary>
/// <remarks>
/// All but <see cref="TransductiveBatch"/> are inductive once trained: the prediction for an example does not depend on what else is
/// predicted.
/// </remarks>
public enum Normalization
{
    /// <summary>
    /// Batch normalization of the query examples by the moments of the support examples under the adapted parameters; gradients flow
    /// through the moments. Inductive: the prediction for an example does not depend on what else is predicted. What is trained is what is
    /// served. The default.
    /// </summary>
    /// <remarks>
    /// As the non-transductive batch normalization of Triantafillou et al., <a href="https://arxiv.org/abs/1903.03096">Meta-Dataset</a>,
    /// 2020.
    /// </remarks>
    SupportStatistics,

    /// <summary>
    /// Batch normalization of the query examples by their own batch, as in the experiments of Finn et al.,
    /// <a href="https://arxiv.org/abs/1703.03400">Model-Agnostic Meta-Learning</a>, 2017. Transductive: it uses the whole query set to
    /// predict one of its examples, so its accuracies are not comparable with inductive ones, and a classifier adapted for single rows uses
    /// the support's moments instead.
    /// </summary>
    TransductiveBatch,

    /// <summary>
    /// Layer normalization over all channels and positions of one example; needs no other example at all. Ba et al.,
    /// <a href="https://arxiv.org/abs/1607.06450">2016</a>.
    /// </summary>
    Layer,

    /// <summary>
    /// Batch normalization of the query examples by running moments of the episode: mean 0 and variance 1 at its start, moved a tenth of
    /// the way to the batch's at each support pass. No gradient flows through them. Inductive.
    /// </summary>
    EpisodicRunning,

    /// <summary>
    /// Batch normalization by the moments of the batch in meta-training, support and query each by its own, and by moments averaged over
    /// meta-training from then on: in adaptation as in prediction. Inductive. Ioffe and Szegedy,
    /// <a href="https://arxiv.org/abs/1502.03167">2015</a>.
    /// </summary>
    Running,

    /// <summary>
    /// A learned mixture of the support's moments and those of each example alone, by how many support examples there are. Inductive.
    /// Bronskill et al., <a href="https://arxiv.org/abs/2003.03284">TaskNorm</a>, 2020, the form TaskNorm-I.
    /// </summary>
    TaskNorm,

    /// <summary>
    /// Group normalization: each example by itself, groups of about 16 channels apart. Wu and He,
    /// <a href="https://arxiv.org/abs/1803.08494">2018</a>.
    /// </summary>
    Group,

    /// <summary>
    /// Instance normalization: each channel of each example by itself, over its positions. Where there is one position only, as in vectors,
    /// over the channels as in <see cref="Layer"/>. Ulyanov et al., <a href="https://arxiv.org/abs/1607.08022">2016</a>.
    /// </summary>
    Instance,
}

internal static class NormalizationExtensions
{
    /// <summary>Whether the predictions that a model is trained for use the other examples to predict.</summary>
    public static bool IsTransductive(this Normalization normalization) => normalization == Normalization.TransductiveBatch;

    /// <summary>
    /// Whether the examples to predict could be normalized by their own batch: whether there is a transductive protocol to compare with.
    /// </summary>
    public static bool HasTransductiveForm(this Normalization normalization) => normalization is
        Normalization.SupportStatistics or Normalization.TransductiveBatch or Normalization.EpisodicRunning or Normalization.Running;
}
