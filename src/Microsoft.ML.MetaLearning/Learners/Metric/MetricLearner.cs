using System.IO;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>A learner that compares embeddings: a support set amounts to a head, with no gradient steps.</summary>
internal abstract class MetricLearner : IFewShotLearner, IMemoryForecast
{
    private readonly EpisodeEmbedder _embedder;

    /// <exception cref="System.ArgumentException">The tape engine is asked for, but the backbone is not made of its operations.</exception>
    protected MetricLearner(FewShotProblem problem, GradientEngine engine)
    {
        Problem = problem;
        _embedder = new EpisodeEmbedder(problem, engine);
    }

    public abstract string Kind { get; }

    public FewShotProblem Problem { get; }

    public int TestAdaptationSteps => 0;

    public string GradientPath(Device device) => _embedder.GradientPath(device);

    public long? TaskScalars(EpisodeShape shape, Device device) => _embedder.TaskScalars(shape, device);

    public ParameterSet Initialize(Generator generator) => Problem.InitializeBackbone(generator).Combine(InitializeMetric(generator));

    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0) => _embedder.MetaGradient(meta, episode, (parameters, support, query) =>
    {
        var (head, tensors) = Compare(parameters, support, episode.Support.Targets);
        var logits = head.Predict(parameters.Combine(tensors), query);
        return new EpisodeObjective(Loss(logits, episode.Query.Targets), logits);
    });

    public IFewShotLearner WithTestAdaptationSteps(int steps) => this;

    public IFewShotPredictor Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (embeddings, moments) = _embedder.Embed(meta, support.Inputs);
        var (head, tensors) = Compare(meta, embeddings, support.Targets);
        moments.ToParameters().MoveToOuterDisposeScope();
        return new NetworkPredictor(Problem.Backbone, head, meta.Combine(tensors).Detach().MoveToOuterDisposeScope(), moments, Problem.Normalization);
    }

    public abstract void WriteSettings(BinaryWriter writer);

    /// <summary>New meta-parameters beside those of the backbone.</summary>
    protected virtual ParameterSet InitializeMetric(Generator generator) => new([]);

    /// <summary>The head that a support set amounts to, and those of its tensors that are not meta-parameters.</summary>
    // embeddings: [support, embedding], classes: [support] of Int64, all from 0 on
    protected abstract (Head Head, ParameterSet Tensors) Compare(ParameterSet meta, Tensor embeddings, Tensor classes);

    // logits: [n, classes], classes: [n] of Int64; result: []
    protected virtual Tensor Loss(Tensor logits, Tensor classes) => Problem.Task.Loss(logits, classes);
}
