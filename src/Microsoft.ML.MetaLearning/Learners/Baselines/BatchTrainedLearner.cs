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
/// A learner whose backbone is trained as an ordinary classifier of all classes of meta-training, the base classes: the baselines of Chen
/// et al.,
/// <a href="https://arxiv.org/abs/1904.04232">2019</a>, and Triantafillou et al., <a href="https://arxiv.org/abs/1903.03096">2020</a>.
/// Nothing of a support set is rehearsed in training; a learner is what it does in <see cref="Adapt"/>.
/// </summary>
internal abstract class BatchTrainedLearner : IFewShotLearner
{
    private const string Prefix = "base.";
    protected const string BaseWeight = Prefix + "weight";
    protected const string BaseBias = Prefix + "bias";

    /// <param name="problem">What is learned.</param>
    /// <param name="engine">What computes gradients.</param>
    /// <param name="baseClasses">The classes to train on; null if there is nothing to train, only to adapt.</param>
    /// <exception cref="ArgumentException">The tape engine is asked for, but the backbone is not made of its operations.</exception>
    protected BatchTrainedLearner(FewShotProblem problem, GradientEngine engine, int? baseClasses)
    {
        Problem = problem;
        Engine = engine;
        BaseClasses = baseClasses;
        Engines = new EngineChoice(problem, engine);
    }

    public abstract string Kind { get; }

    public FewShotProblem Problem { get; }

    public virtual int TestAdaptationSteps => 0;

    protected GradientEngine Engine { get; }

    protected int? BaseClasses { get; }

    protected EngineChoice Engines { get; }

    /// <summary>The same learner with a classifier of so many base classes among its meta-parameters.</summary>
    public abstract BatchTrainedLearner WithBaseClasses(int count);

    /// <summary>
    /// The meta-parameters without the classifier of the base classes, which is of no use to adaptation, and that classifier.
    /// </summary>
    public static (ParameterSet Kept, ParameterSet Classifier) Split(ParameterSet meta) => meta.Partition(name => !name.StartsWith(Prefix, StringComparison.Ordinal));

    public string GradientPath(Device device) => Engines.Path(device);

    public virtual ParameterSet Initialize(Generator generator)
    {
        var backbone = Problem.InitializeBackbone(generator);
        return BaseClasses is { } count ? backbone.Combine(InitializeClassifier(generator, count)) : backbone;
    }

    /// <summary>The gradient of the cross entropy over the base classes of a mini-batch.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">
    /// Its query is the mini-batch, with base classes for targets. Its support is empty; one that is not is normalized by, and not learned
    /// from.
    /// </param>
    /// <param name="progress">Not used.</param>
    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0) => Engines.For(meta).MetaGradient(meta, episode, (parameters, _, embeddings) =>
    {
        var logits = Classify(parameters, embeddings);
        return new EpisodeObjective(Problem.Task.Loss(logits, episode.Query.Targets), logits);
    });

    public abstract IFewShotLearner WithTestAdaptationSteps(int steps);

    public abstract AdaptedNetwork Adapt(ParameterSet meta, Examples support);

    public abstract void WriteSettings(BinaryWriter writer);

    protected virtual ParameterSet InitializeClassifier(Generator generator, int classes) => new(
    [
        (BaseWeight, Backbone.XavierUniform(generator, classes, Problem.Backbone.EmbeddingSize)),
        (BaseBias, zeros(classes)),
    ]);

    // embeddings: [n, embedding]; result: [n, base classes]
    protected virtual Tensor Classify(ParameterSet meta, Tensor embeddings) => F.linear(embeddings, meta[BaseWeight], meta[BaseBias]);
}
