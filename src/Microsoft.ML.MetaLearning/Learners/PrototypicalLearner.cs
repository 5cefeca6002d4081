using System.IO;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>
/// Prototypical networks: a class is the mean of its support embeddings, and a query belongs to the nearest.
/// Snell et al., <a href="https://arxiv.org/abs/1703.05175">2017</a>, Algorithm 1.
/// </summary>
internal sealed class PrototypicalLearner : IFewShotLearner, IMemoryForecast
{
    internal const string KindName = "PrototypicalNetwork";
    private const double InitialScale = 10;
    private readonly PrototypeDistance _distance;
    private readonly EpisodeEmbedder _embedder;

    /// <exception cref="System.ArgumentException">The tape engine is asked for, but the backbone is not made of its operations.</exception>
    public PrototypicalLearner(FewShotProblem problem, PrototypeDistance distance, GradientEngine engine = GradientEngine.Automatic)
    {
        Problem = problem;
        _distance = distance;
        _embedder = new EpisodeEmbedder(problem, engine);
    }

    public string Kind => KindName;

    public FewShotProblem Problem { get; }

    public int TestAdaptationSteps => 0;

    public string GradientPath(Device device) => _embedder.GradientPath(device);

    public long? TaskScalars(EpisodeShape shape, Device device) => _embedder.TaskScalars(shape, device);

    public ParameterSet Initialize(Generator generator)
    {
        var backbone = Problem.Backbone.Initialize(generator);
        return _distance == PrototypeDistance.Cosine ? backbone.Combine(new ParameterSet([(CosineHead.Scale, full(1, InitialScale, dtype: ScalarType.Float32))])) : backbone;
    }

    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0) => _embedder.MetaGradient(meta, episode, (parameters, support, query) =>
    {
        var (head, tensors) = Classify(parameters, support, episode.Support.Targets);
        var logits = head.Predict(tensors, query);
        return new EpisodeObjective(Problem.Task.Loss(logits, episode.Query.Targets), logits);
    });

    public IFewShotLearner WithTestAdaptationSteps(int steps) => this;

    public IFewShotPredictor Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (embeddings, moments) = _embedder.Embed(meta, support.Inputs);
        var (head, tensors) = Classify(meta, embeddings, support.Targets);
        moments.ToParameters().MoveToOuterDisposeScope();
        return new NetworkPredictor(Problem.Backbone, head, meta.Combine(tensors).Detach().MoveToOuterDisposeScope(), moments, Problem.Normalization);
    }

    public void WriteSettings(BinaryWriter writer) => writer.Write((byte)_distance);

    // *** Binary format ***
    // byte: distance
    internal static PrototypicalLearner Read(BinaryReader reader, FewShotProblem problem) => new(problem, Checks.DecodedEnum<PrototypeDistance>(reader.ReadByte()));

    /// <summary>The head that the prototypes amount to.</summary>
    // embeddings: [support, embedding], classes: [support]
    private (Head Head, ParameterSet Tensors) Classify(ParameterSet meta, Tensor embeddings, Tensor classes)
    {
        var prototypes = Prototypes.Of(embeddings, classes);
        var (ways, size) = ((int)prototypes.shape[0], (int)prototypes.shape[1]);
        return _distance == PrototypeDistance.Cosine
            ? (new CosineHead(size, ways), new ParameterSet([(CosineHead.Weight, prototypes), (CosineHead.Scale, meta[CosineHead.Scale])]))
            : (new LinearHead(size, ways), Prototypes.ToLinearHead(prototypes));
    }
}
