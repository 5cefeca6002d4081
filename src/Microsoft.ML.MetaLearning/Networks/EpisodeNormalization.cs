using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// The one place that knows what each <see cref="Normalization"/> does: in the support passes of an episode, at its query in meta-training,
/// and in predictions after adaptation. An instance belongs to one episode, and to autograd; the tape engine has its own form of the modes
/// that it knows.
/// </summary>
/// <param name="backbone">The network.</param>
/// <param name="normalization">The mode.</param>
/// <param name="support">The support's inputs: [n, ...input shape]; n may be 0 in meta-training.</param>
/// <param name="training">Whether the episode is one of meta-training; otherwise a model adapts to it.</param>
internal sealed class EpisodeNormalization(Backbone backbone, Normalization normalization, Tensor support, bool training) : IDisposable
{
    /// <summary>How far running moments move to those of a batch, as in the reference implementations.</summary>
    public const double Momentum = 0.1;
    private readonly SortedDictionary<int, NormalizationMoments> _supportPasses = [];
    private readonly SortedDictionary<int, NormalizationMoments> _queryPasses = [];

    public static EpisodeNormalization ForTraining(FewShotProblem problem, Tensor support) => new(problem.Backbone, problem.Normalization, support, training: true);

    public static EpisodeNormalization ForAdaptation(FewShotProblem problem, Tensor support) => new(problem.Backbone, problem.Normalization, support, training: false);

    /// <summary>The normalizer of a support pass. It can be asked for again for the same step, to compute the pass again.</summary>
    /// <param name="step">
    /// The inner step that the pass is of, from 0; null for a pass beside the steps, which leaves running moments alone.
    /// </param>
    /// <param name="parameters">All parameters, as of the pass.</param>
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
    /// The normalizer of the query in meta-training, after inner steps; takes a support pass more where its moments under the adapted
    /// parameters are needed.
    /// </summary>
    /// <param name="adapted">All parameters, after the steps.</param>
    /// <param name="steps">The number of steps; all that there were if null.</param>
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

    /// <summary>The same in a learner without inner steps, which has the moments from <see cref="EmbedSupport"/>.</summary>
    public Normalizer Query(ParameterSet parameters, NormalizationMoments moments) =>
        normalization is Normalization.SupportStatistics or Normalization.TaskNorm && support.shape[0] > 0 ? Normalizer.By(moments) : Query(parameters);

    /// <summary>The moments by which a predictor normalizes, after inner steps; none where it normalizes each example by itself.</summary>
    /// <inheritdoc cref="Query(ParameterSet, int?)" path="/param"/>
    public NormalizationMoments Moments(ParameterSet adapted, int? steps = null) => normalization switch
    {
        Normalization.EpisodicRunning => EpisodicMoments(adapted, steps ?? _supportPasses.Count),
        Normalization.Running => NormalizationParameters.Running(adapted),
        _ when ByExample(normalization) is not null => new NormalizationMoments(),
        _ => Pass(adapted).Moments,
    };

    /// <summary>
    /// The support's embeddings, [n, embedding], and the moments by which a predictor normalizes, of a learner whose only support pass this
    /// is.
    /// </summary>
    public (Tensor Embeddings, NormalizationMoments Moments) EmbedSupport(ParameterSet parameters)
    {
        if (normalization is not (Normalization.EpisodicRunning or Normalization.Running))
            return Pass(parameters);
        var embeddings = backbone.Forward(parameters, support, Support(0, parameters));
        return (embeddings, Moments(parameters));
    }

    /// <summary>
    /// The moments observed in the passes of an episode of meta-training, to become part of running ones; null if there are none to keep.
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
    /// Takes what was observed out of its dispose scope, for passes whose scope ends before the moments are asked for; until
    /// <see cref="Dispose"/>.
    /// </summary>
    public void DetachFromDisposeScope()
    {
        foreach (var moments in Observed)
            moments.ToParameters().DetachFromDisposeScope();
    }

    /// <summary>Frees what was observed and detached.</summary>
    public void Dispose()
    {
        foreach (var moments in Observed)
            moments.ToParameters().Dispose();
    }

    /// <summary>The normalizer of predictions, each of which depends on the support set and its own example alone.</summary>
    public static Normalizer Predictions(Normalization normalization, NormalizationMoments moments) => ByExample(normalization) ?? Normalizer.By(moments);

    /// <summary>The normalizer of predictions by their own batch; null where the mode knows none.</summary>
    public static Normalizer? TransductivePredictions(Normalization normalization) => normalization.HasTransductiveForm() ? Normalizer.Batch : null;

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

    private Normalizer ObservingQuery(int? steps) => Normalizer.Observing(_queryPasses[steps ?? _supportPasses.Count] = new NormalizationMoments());

    private (Tensor Embeddings, NormalizationMoments Moments) Pass(ParameterSet parameters)
    {
        var moments = new NormalizationMoments();
        var normalizer = normalization == Normalization.TaskNorm ? Normalizer.TaskNorm(parameters, moments) : ByExample(normalization) ?? Normalizer.Recording(moments);
        return (backbone.Forward(parameters, support, normalizer), moments);
    }

    /// <summary>Mean 0 and variance 1, moved to the moments of one support pass after another.</summary>
    private NormalizationMoments EpisodicMoments(ParameterSet parameters, int steps)
    {
        // Without a pass, one tells which layers there are.
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
