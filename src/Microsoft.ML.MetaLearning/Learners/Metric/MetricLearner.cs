using System.IO;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents a learner that compares embeddings: it computes a head from a support set, without gradient steps. Derive your own from
/// <see cref="ClosedFormLearner"/>.
/// </summary>
public abstract class MetricLearner : IFewShotLearner, IMemoryForecast
{
    private readonly EngineChoice _engines;

    /// <exception cref="System.ArgumentException">The options ask for the tape engine, which does not know the backbone.</exception>
    private protected MetricLearner(FewShotProblem problem, GradientEngine engine)
    {
        Problem = problem;
        _engines = new EngineChoice(problem, engine);
    }

    /// <inheritdoc/>
    public abstract string Kind { get; }

    /// <inheritdoc/>
    public FewShotProblem Problem { get; }

    /// <inheritdoc/>
    public int TestAdaptationSteps => 0;

    /// <inheritdoc/>
    public string GradientPath(Device device) => _engines.Path(device);

    long? IMemoryForecast.TaskScalars(EpisodeShape shape, Device device) => _engines.ForecastOfEmbedding(shape, device);

    /// <inheritdoc/>
    public ParameterSet Initialize(Generator generator) => Problem.InitializeBackbone(generator).Combine(InitializeMetric(generator));

    /// <inheritdoc/>
    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0) =>
        _engines.For(meta).MetaGradient(meta, episode, (parameters, support, query) =>
        {
            var (head, tensors) = Compare(parameters, support, episode.Support.Targets);
            var logits = head.Predict(parameters.Combine(tensors), query);
            return new EpisodeObjective(Loss(logits, episode.Query.Targets), logits);
        });

    /// <inheritdoc/>
    public IFewShotLearner WithTestAdaptationSteps(int steps) => this;

    /// <inheritdoc/>
    public AdaptedNetwork Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (embeddings, moments) = _engines.For(meta).Embed(meta, support.Inputs);
        var (head, tensors) = Compare(meta, embeddings, support.Targets);
        return AdaptedNetwork.Create(Problem, head, meta.Combine(tensors).Detach(), moments);
    }

    /// <inheritdoc/>
    public abstract void WriteSettings(BinaryWriter writer);

    /// <summary>Draws the meta-parameters in addition to those of the backbone. The default is none.</summary>
    protected virtual ParameterSet InitializeMetric(Generator generator) => new([]);

    /// <summary>Computes the head of a support set, and those of its tensors that are not meta-parameters.</summary>
    // embeddings: [support, embedding], classes: [support] of Int64, numbered from 0 without gaps
    private protected abstract (Head Head, ParameterSet Tensors) Compare(ParameterSet meta, Tensor embeddings, Tensor classes);

    // logits: [n, classes], classes: [n] of Int64; result: []
    private protected virtual Tensor Loss(Tensor logits, Tensor classes) => Problem.Task.Loss(logits, classes);
}
