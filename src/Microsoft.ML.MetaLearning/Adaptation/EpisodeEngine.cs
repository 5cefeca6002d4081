using System;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Computes what learners need from a backbone and an episode. Results are in the calling thread's dispose scope. Learners do not know
/// which engine it is; see <see cref="EngineChoice"/>.
/// </summary>
internal abstract class EpisodeEngine
{
    /// <summary>Computes the embeddings of a support set and the moments by which a predictor normalizes, without a graph.</summary>
    /// <param name="meta">The parameters.</param>
    /// <param name="inputs">[n, ...input shape].</param>
    /// <returns>[n, embedding], and the moments.</returns>
    public abstract (Tensor Embeddings, NormalizationMoments Moments) Embed(ParameterSet meta, Tensor inputs);

    /// <summary>Computes the gradient of an objective of embeddings by all meta-parameters.</summary>
    /// <param name="meta">The meta-parameters of the backbone, and others that the objective reads.</param>
    /// <param name="episode">The episode; its support may be empty.</param>
    /// <param name="objective">
    /// The objective, given the meta-parameters, the support's embeddings [support, embedding] and the query's [query, embedding].
    /// </param>
    public abstract EpisodeGradient MetaGradient(
        ParameterSet meta, Episode episode, Func<ParameterSet, Tensor, Tensor, EpisodeObjective> objective);

    /// <summary>Computes the gradient of the query loss after an inner loop by all meta-parameters.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The episode.</param>
    /// <param name="loop">The inner loop.</param>
    public abstract EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, MamlInnerLoop loop);

    /// <summary>Takes the steps of an inner loop on a support set, without a meta-gradient.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="support">The support set.</param>
    /// <param name="loop">The inner loop.</param>
    /// <returns>The adapted network, and the moments of the support set under it.</returns>
    public abstract (ParameterSet Network, NormalizationMoments Moments) Adapt(ParameterSet meta, Examples support, MamlInnerLoop loop);

    /// <summary>Calls a function with the losses of one task, for inner loops that are not unrolled, and returns its result.</summary>
    /// <param name="parameters">The parameters of backbone and linear head, for their names, type and device.</param>
    /// <param name="support">The support set: [n, ...input shape].</param>
    /// <param name="training">Whether the task belongs to meta-training.</param>
    /// <param name="use">The function.</param>
    public abstract TResult Use<TResult>(ParameterSet parameters, Tensor support, bool training, Func<TaskLosses, TResult> use);
}
