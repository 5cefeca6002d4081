using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// Defines each <see cref="Normalization"/> for autograd: in the support passes of an episode, at its query in meta-training, and in
/// predictions after adaptation. An instance belongs to one episode. The tape engine has its own form of the modes that it supports.
/// </summary>
/// <param name="backbone">The network.</param>
/// <param name="normalization">The mode.</param>
/// <param name="support">The support's inputs: [n, ...input shape]; n may be 0 in meta-training.</param>
/// <param name="training">Whether the episode is part of meta-training; otherwise a model adapts to it.</param>
internal sealed class EpisodeNormalization(Backbone backbone, Normalization normalization, Tensor support, bool training) : IDisposable
{
    /// <summary>The fraction by which running moments move to those of a batch, as in the reference implementations.</summary>
    public const double Momentum = 0.1;
    private readonly SortedDictionary<int, NormalizationMoments> _supportPasses = [], _queryPasses = [];

    public static EpisodeNormalization ForTraining(FewShotProblem problem, Tensor support) =>
        new(problem.Backbone, problem.Normalization, support, training: true);

    public static EpisodeNormalization ForAdaptation(FewShotProblem problem, Tensor support) =>
        new(problem.Backbone, problem.Normalization, support, training: false);

    /// <summary>Returns the normalizer of a support pass. A second call for the same step serves to compute the pass again.</summary>
    /// <param name="step">The inner step of the pass, from 0; null for a pass beside the steps, which leaves running moments alone.</param>
    /// <param name="parameters">All parameters of the pass.</param>
    public Normalizer Support(int? step, ParameterSet parameters) => normalization switch
    {
        Normalization.EpisodicRunning when step is { } k => ObservingSupport(k),
        Normalization.Running when training && step is { } k => ObservingSupport(k),
        Normalization.Running when training => Normalizer.Batch,
        Normalization.Running => Normalizer.By(NormalizationParameters.Running(parameters)),
        Normalization.TaskNorm => Normalizer.TaskNorm(parameters, new NormalizationMoments()),
        _ => ByExample(normalization) ?? Normalizer.Batch,
    };

    /// <summary>
    /// Returns the normalizer of the query in meta-training, after inner steps. Where moments of the support under the adapted parameters
    /// are needed, this takes one more support pass.
    /// </summary>
    /// <param name="adapted">All parameters, after the steps.</param>
    /// <param name="steps">The number of steps; null for all.</param>
    public Normalizer Query(ParameterSet adapted, int? steps = null)
    {
        if (support.shape[0] == 0)
            return QueryAlone(adapted, steps);
        return normalization switch
        {
            Normalization.TransductiveBatch => Normalizer.Batch,
            Normalization.Running => ObservingQuery(steps),
            _ => ByExample(normalization) ?? Normalizer.By(Moments(adapted, steps)),
        };
    }

    /// <summary>
    /// Returns the normalizer of the query for a learner without inner steps, with moments of <see cref="EmbedSupport"/>.
    /// </summary>
    public Normalizer Query(ParameterSet parameters, NormalizationMoments moments) =>
        normalization is Normalization.SupportStatistics or Normalization.TaskNorm && support.shape[0] > 0
            ? Normalizer.By(moments)
            : Query(parameters);

    /// <summary>Returns the moments by which a predictor normalizes, after inner steps; none where each example is on its own.</summary>
    /// <inheritdoc cref="Query(ParameterSet, int?)" path="/param"/>
    public NormalizationMoments Moments(ParameterSet adapted, int? steps = null) => normalization switch
    {
        Normalization.EpisodicRunning => EpisodicMoments(adapted, steps ?? _supportPasses.Count),
        Normalization.Running => NormalizationParameters.Running(adapted),
        _ when ByExample(normalization) is not null => new NormalizationMoments(),
        _ => Pass(adapted).Moments,
    };

    /// <summary>
    /// Computes the support's embeddings, [n, embedding], and the moments by which a predictor normalizes, for a learner with this one
    /// support pass.
    /// </summary>
    public (Tensor Embeddings, NormalizationMoments Moments) EmbedSupport(ParameterSet parameters)
    {
        if (normalization is not (Normalization.EpisodicRunning or Normalization.Running))
            return Pass(parameters);
        var embeddings = backbone.Forward(parameters, support, Support(0, parameters));
        return (embeddings, Moments(parameters));
    }

    /// <summary>
    /// Returns the moments observed in the passes of an episode of meta-training, for the running averages; null if there are none.
    /// </summary>
    /// <param name="meta">The meta-parameters.</param>
    public ParameterSet? Statistics(ParameterSet meta)
    {
        if (normalization != Normalization.Running)
            return null;
        var passes = Observed.Where(p => p.Layers.Any()).ToArray();
        return passes.Length == 0 ? new ParameterSet([]) : NormalizationParameters.Observed(meta, passes);
    }

    /// <summary>
    /// Takes observed moments out of their dispose scope, until <see cref="Dispose"/>: the scope of some passes ends before they are used.
    /// </summary>
    public void DetachFromDisposeScope()
    {
        foreach (var moments in Observed)
            moments.ToParameters().DetachFromDisposeScope();
    }

    /// <summary>Frees the observed moments.</summary>
    public void Dispose()
    {
        foreach (var moments in Observed)
            moments.ToParameters().Dispose();
    }

    /// <summary>Returns the normalizer of predictions that each depend on the support set and their own example alone.</summary>
    public static Normalizer Predictions(Normalization normalization, NormalizationMoments moments) =>
        ByExample(normalization) ?? Normalizer.By(moments);

    /// <summary>Returns the normalizer of predictions by their own batch; null if the mode has none.</summary>
    public static Normalizer? TransductivePredictions(Normalization normalization) =>
        normalization.HasTransductiveForm() ? Normalizer.Batch : null;

    // The modes that need no other example.
    private static Normalizer? ByExample(Normalization normalization) => normalization switch
    {
        Normalization.Layer => Normalizer.Layer,
        Normalization.Group => Normalizer.Group,
        Normalization.Instance => Normalizer.Instance,
        _ => null,
    };

    private Normalizer ObservingSupport(int step)
    {
        if (_supportPasses.TryGetValue(step, out var before))
            before.ToParameters().Dispose();
        return Normalizer.Observing(_supportPasses[step] = new NormalizationMoments());
    }

    // Without a support set the query is a batch like any other.
    private Normalizer QueryAlone(ParameterSet parameters, int? steps) => normalization switch
    {
        Normalization.Running => ObservingQuery(steps),
        Normalization.TaskNorm => Normalizer.TaskNorm(parameters, new NormalizationMoments()),
        _ => ByExample(normalization) ?? Normalizer.Batch,
    };

    private IEnumerable<NormalizationMoments> Observed => _supportPasses.Values.Concat(_queryPasses.Values);

    private Normalizer ObservingQuery(int? steps) =>
        Normalizer.Observing(_queryPasses[steps ?? _supportPasses.Count] = new NormalizationMoments());

    private (Tensor Embeddings, NormalizationMoments Moments) Pass(ParameterSet parameters)
    {
        var moments = new NormalizationMoments();
        var normalizer = normalization == Normalization.TaskNorm
            ? Normalizer.TaskNorm(parameters, moments)
            : ByExample(normalization) ?? Normalizer.Recording(moments);
        return (backbone.Forward(parameters, support, normalizer), moments);
    }

    /// <summary>Computes running moments: mean 0 and variance 1, moved to the moments of one support pass after another.</summary>
    private NormalizationMoments EpisodicMoments(ParameterSet parameters, int steps)
    {
        // Without a pass, an extra one lists the layers.
        var passes = steps > 0 ? _supportPasses.Values.Take(steps).ToArray() : [Pass(parameters).Moments];
        var rate = steps > 0 ? Momentum : 0;
        var running = new NormalizationMoments();
        foreach (var layer in passes[0].Layers)
        {
            var (mean, variance) = (zeros_like(passes[0][layer].Mean), ones_like(passes[0][layer].Variance));
            foreach (var pass in passes)
                (mean, variance) = (Moved(mean, pass[layer].Mean), Moved(variance, pass[layer].Variance));
            running.Add(layer, new LayerMoments(mean.detach(), variance.detach()));
        }
        return running;

        Tensor Moved(Tensor average, Tensor value) => average.Times(1 - rate).Plus(value.Times(rate));
    }
}
