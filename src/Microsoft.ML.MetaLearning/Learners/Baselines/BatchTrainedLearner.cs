using System;
using System.IO;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents a learner whose backbone is trained as an ordinary classifier of all classes of meta-training, the base classes: the
/// baselines of Chen et al., <a href="https://arxiv.org/abs/1904.04232">2019</a>, and Triantafillou et al.,
/// <a href="https://arxiv.org/abs/1903.03096">2020</a>. Learners differ in <see cref="Adapt"/>, which training does not rehearse.
/// </summary>
/// <param name="problem">The problem.</param>
/// <param name="engine">The engine that computes gradients.</param>
/// <param name="baseClasses">The number of classes to train on; null if the learner only adapts.</param>
internal abstract class BatchTrainedLearner(FewShotProblem problem, GradientEngine engine, int? baseClasses) : IFewShotLearner
{
    private const string Prefix = "base.";
    protected const string BaseWeight = Prefix + "weight";
    protected const string BaseBias = Prefix + "bias";

    public abstract string Kind { get; }

    public FewShotProblem Problem { get; } = problem;

    public virtual int TestAdaptationSteps => 0;

    protected GradientEngine Engine { get; } = engine;

    protected int? BaseClasses { get; } = baseClasses;

    protected EngineChoice Engines { get; } = new(problem, engine);

    /// <summary>Returns the same learner with a classifier of the base classes among its meta-parameters.</summary>
    public abstract BatchTrainedLearner WithBaseClasses(int count);

    /// <summary>Splits meta-parameters into those that adaptation uses and the classifier of the base classes.</summary>
    public static (ParameterSet Kept, ParameterSet Classifier) Split(ParameterSet meta) =>
        meta.Partition(name => !name.StartsWith(Prefix, StringComparison.Ordinal));

    public string GradientPath(Device device) => Engines.Path(device);

    public virtual ParameterSet Initialize(Generator generator)
    {
        var backbone = Problem.InitializeBackbone(generator);
        return BaseClasses is { } count ? backbone.Combine(InitializeClassifier(generator, count)) : backbone;
    }

    /// <summary>Computes the gradient of the cross entropy of a mini-batch over the base classes.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">
    /// The query is the mini-batch, with base classes as targets. The support is empty; if not, it only serves normalization.
    /// </param>
    /// <param name="progress">Not used.</param>
    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0) =>
        Engines.For(meta).MetaGradient(meta, episode, (parameters, _, embeddings) =>
        {
            var logits = Classify(parameters, embeddings);
            return new EpisodeObjective(Problem.Task.Loss(logits, episode.Query.Targets), logits);
        });

    public abstract IFewShotLearner WithTestAdaptationSteps(int steps);

    public abstract AdaptedNetwork Adapt(ParameterSet meta, Examples support);

    public abstract void WriteSettings(BinaryWriter writer);

    protected virtual ParameterSet InitializeClassifier(Generator generator, int classes) => new(
    [
        (BaseWeight, InitialParameters.SmallWeight(generator, classes, Problem.Backbone.EmbeddingSize)),
        (BaseBias, zeros(classes)),
    ]);

    // embeddings: [n, embedding]; result: [n, base classes]
    protected virtual Tensor Classify(ParameterSet meta, Tensor embeddings) => F.linear(embeddings, meta[BaseWeight], meta[BaseBias]);
}
