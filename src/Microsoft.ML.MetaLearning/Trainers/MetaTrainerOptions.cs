using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Trainers;

namespace Microsoft.ML.MetaLearning;

/// <summary>What all meta-trainers have in common.</summary>
public abstract class MetaTrainerOptions
{
    /// <summary>
    /// The column to predict: the class as text, a key or any integer type, or for regression the number, of Single. The default is
    /// "Label".
    /// </summary>
    public string LabelColumnName = "Label";

    /// <summary>The column of features: a vector of Single of known size. The default is "Features".</summary>
    public string FeatureColumnName = "Features";

    /// <summary>Support examples per class, or per task. The default is 1 for classification and 10 for regression.</summary>
    public int Shots = 1;

    /// <summary>
    /// Query examples per class, or per task, in meta-training and validation. The default is 15 for classification and 10 for regression.
    /// </summary>
    public int QueryShots = 15;

    /// <summary>
    /// How the classes and rows of episodes are chosen in meta-training. A learner whose last layer is bound to so many classes needs
    /// episodes of as many. The default is <see cref="EpisodeSampling.Fixed"/>: <see cref="Shots"/> and <see cref="QueryShots"/> of each
    /// class.
    /// </summary>
    public EpisodeSampling Sampling = EpisodeSampling.Fixed;

    /// <summary>
    /// The same in validation. The default is <see cref="Sampling"/>, with all classes alike where that has weights of classes.
    /// </summary>
    public EpisodeSampling? ValidationSampling;

    /// <summary>
    /// What happens to the images of the support in meta-training, in order; never in validation, evaluation or adaptation. The default is
    /// nothing.
    /// </summary>
    public ImageTransform[] SupportTransforms = [];

    /// <summary>
    /// What happens to the images of the query in meta-training, in order; never in validation or evaluation. The default is nothing.
    /// </summary>
    public ImageTransform[] QueryTransforms = [];

    /// <summary>
    /// The network. The default is chosen by the dimensions of the feature column: <see cref="Conv4"/> for [channels, height, width] as
    /// made by <c>LoadPixels</c>, otherwise <see cref="Mlp"/>.
    /// </summary>
    public Backbone? Backbone;

    /// <summary>
    /// A meta-learned model, or a fitted pipeline that ends in one, whose backbone's parameters training starts from;
    /// <see cref="Backbone"/> is its by default, and must have its architecture. The default is <see langword="null"/>: parameters drawn at
    /// random.
    /// </summary>
    public ITransformer? InitialModel;

    /// <summary>How activations are normalized. The default is <see cref="Normalization.SupportStatistics"/>.</summary>
    public Normalization Normalization = Normalization.SupportStatistics;

    /// <summary>Meta-steps of training. The default is 5000.</summary>
    public int MetaSteps = 5000;

    /// <summary>Tasks per meta-step. The default is 8.</summary>
    public int MetaBatchSize = 8;

    /// <summary>The learning rate of the outer loop. The default is 0.001.</summary>
    public double MetaLearningRate = 1e-3;

    /// <summary>Where the cosine and the linear schedule end. The default is 0.00001.</summary>
    public double MinimumMetaLearningRate = 1e-5;

    /// <summary>How the learning rate of the outer loop changes. The default is <see cref="LearningRateSchedule.Cosine"/>.</summary>
    public LearningRateSchedule Schedule = LearningRateSchedule.Cosine;

    /// <summary>The optimizer of the outer loop. The default is <see cref="OuterOptimizerKind.Adam"/>.</summary>
    public OuterOptimizerKind Optimizer = OuterOptimizerKind.Adam;

    /// <summary>Its momentum, of <see cref="OuterOptimizerKind.Sgd"/> alone. The default is 0.9.</summary>
    public double MetaMomentum = 0.9;

    /// <summary>Its weight decay. The default is 0.</summary>
    public double WeightDecay;

    /// <summary>
    /// The largest absolute value of a component of the meta-gradient, <see langword="null"/> for no limit. The default is 10.
    /// </summary>
    public double? GradientClip = 10;

    /// <summary>
    /// The largest Euclidean norm of the meta-gradient, <see langword="null"/> for no limit. The default is <see langword="null"/>.
    /// </summary>
    public double? GradientNormClip;

    /// <summary>
    /// Rows of other classes, or other tasks, to choose the best meta-parameters by. The default is none: the last ones are taken.
    /// </summary>
    public IDataView? ValidationSet;

    /// <summary>
    /// The models of the best validations that are kept; an adapted classifier then averages their logits, which costs as much as so many
    /// models. Needs a <see cref="ValidationSet"/>. The default is 1: no ensemble.
    /// </summary>
    public int EnsembleSize = 1;

    /// <summary>Meta-steps between validations. The default is 100.</summary>
    public int ValidationInterval = 100;

    /// <summary>Episodes of a validation, the same ones each time. The default is 100.</summary>
    public int ValidationEpisodes = 100;

    /// <summary>
    /// Ends the training when it has taken this long; schedules then follow the time, or the steps if they are further on. A result no
    /// longer depends on the seed alone. The default is no limit.
    /// </summary>
    public TimeSpan? TimeLimit;

    /// <summary>
    /// The bytes that the features of the rows may take in memory, for the training and the validation set each. What exceeds it is not
    /// kept but computed when an episode needs it: by row-to-row steps, such as <c>LoadPixels</c>, from scalars such as paths. The result
    /// is the same. The default is <see langword="null"/>: half of the memory that the process can have, and no limit where features cannot
    /// be computed row by row.
    /// </summary>
    public long? DataMemoryLimit;

    /// <summary>Where the state of the training is saved, for a later <c>Fit</c> to go on from. The default is nowhere.</summary>
    public TrainingCheckpoints? Checkpoints;

    /// <summary>Threads to run tasks on; the result does not depend on their number. The default is the number of processors.</summary>
    public int? Threads;

    /// <summary>
    /// Told after each meta-step, on the training thread. The default is nobody; the log of the context is written in any case.
    /// </summary>
    public IProgress<MetaTrainingMetrics>? Progress;

    /// <summary>
    /// Ends the training early. What was learned so far is kept and returned; before the first meta-step there is nothing,
    /// and <see cref="OperationCanceledException"/> is thrown. The default cannot be cancelled.
    /// </summary>
    public CancellationToken CancellationToken;

    /// <summary>
    /// What computes the gradients; the log says what did. The default is <see cref="GradientEngine.Automatic"/>: the fastest that can.
    /// </summary>
    public GradientEngine GradientEngine;

    /// <summary>Classes per episode; 1 for regression.</summary>
    internal virtual int EpisodeWays => 1;

    internal virtual Augmentation ClassAugmentation => Augmentation.None;

    internal EpisodeAugmentation EpisodeAugmentation => new(ClassAugmentation, SupportTransforms, QueryTransforms);

    internal virtual int FewestMetaSteps => 1;

    internal virtual long? TensorMemoryLimit => null;

    internal virtual void Check()
    {
        Checks.NotEmpty(LabelColumnName, nameof(LabelColumnName));
        Checks.Defined(GradientEngine, nameof(GradientEngine));
        Checks.NotEmpty(FeatureColumnName, nameof(FeatureColumnName));
        Checks.Between(Shots, 1, Limits.Shots, nameof(Shots));
        Checks.Between(QueryShots, 1, Limits.Shots, nameof(QueryShots));
        ArgumentNullException.ThrowIfNull(Sampling);
        Sampling.Check();
        ValidationSampling?.Check();
        foreach (var transform in SupportTransforms.Concat(QueryTransforms))
            ArgumentNullException.ThrowIfNull(transform);
        Checks.Defined(Normalization, nameof(Normalization));
        InitialBackbone.Check(InitialModel, Backbone);
        Checks.AtLeast(MetaSteps, FewestMetaSteps, nameof(MetaSteps));
        Checks.Between(MetaBatchSize, 1, Limits.MetaBatchSize, nameof(MetaBatchSize));
        Checks.LearningRate(MetaLearningRate, nameof(MetaLearningRate));
        Checks.NotNegative(MinimumMetaLearningRate, nameof(MinimumMetaLearningRate));
        Checks.Defined(Schedule, nameof(Schedule));
        if (Schedule is LearningRateSchedule.Cosine or LearningRateSchedule.Linear && MinimumMetaLearningRate > MetaLearningRate)
            throw new ArgumentOutOfRangeException(nameof(MinimumMetaLearningRate), MinimumMetaLearningRate,
                string.Create(CultureInfo.InvariantCulture, $"{nameof(MinimumMetaLearningRate)} must not exceed {nameof(MetaLearningRate)}, which is {MetaLearningRate}."));
        Checks.Defined(Optimizer, nameof(Optimizer));
        Checks.Fraction(MetaMomentum, nameof(MetaMomentum));
        Checks.NotNegative(WeightDecay, nameof(WeightDecay));
        if (GradientClip is { } clip)
            Checks.Positive(clip, nameof(GradientClip));
        if (GradientNormClip is { } norm)
            Checks.Positive(norm, nameof(GradientNormClip));
        Checks.Positive(ValidationInterval, nameof(ValidationInterval));
        Checks.Between(ValidationEpisodes, 1, Limits.Episodes, nameof(ValidationEpisodes));
        Checks.Between(EnsembleSize, 1, Limits.Members, nameof(EnsembleSize));
        if (EnsembleSize > 1 && ValidationSet is null)
            throw new ArgumentOutOfRangeException(nameof(EnsembleSize), EnsembleSize, $"an ensemble is made of the models of the best validations: set {nameof(ValidationSet)}.");
        if (TimeLimit is { } limit)
            Checks.Positive(limit.TotalSeconds, nameof(TimeLimit));
        Checkpoints?.Check();
        if (DataMemoryLimit is { } bytes)
            Checks.AtLeast(bytes, 0, nameof(DataMemoryLimit));
        if (Threads is { } threads)
            Checks.Between(threads, 1, Limits.Threads, nameof(Threads));
    }
}

/// <summary>
/// What the meta-trainers of classifiers have in common, but for those that derive from <see cref="GradientClassifierMetaTrainerOptions"/>.
/// </summary>
public abstract class ClassifierMetaTrainerOptions : MetaTrainerOptions
{
    /// <summary>
    /// Classes per episode in meta-training. A classifier that was adapted by gradient steps can tell as many apart, or fewer; one that
    /// compares embeddings, any number. The default is 5.
    /// </summary>
    public int Ways = 5;

    /// <summary>How meta-training makes more of its classes. The default is <see cref="Augmentation.None"/>.</summary>
    public Augmentation Augmentation;

    internal override int EpisodeWays => Ways;

    internal override Augmentation ClassAugmentation => Augmentation;

    internal override void Check()
    {
        base.Check();
        Checks.Between(Ways, 2, Limits.Ways, nameof(Ways));
        Checks.Defined(Augmentation, nameof(Augmentation));
    }
}

/// <summary>What the meta-trainers whose learner adapts by gradient steps have in common.</summary>
public abstract class GradientMetaTrainerOptions : MetaTrainerOptions
{
    /// <summary>The learning rate of the inner loop. The default is 0.1 for classification and 0.01 for regression.</summary>
    public double InnerLearningRate = 0.1;

    /// <summary>Gradient steps of the inner loop in meta-training. The default is 5.</summary>
    public int AdaptationSteps = 5;

    /// <summary>Gradient steps in adaptation, validation and evaluation. The default is <see cref="AdaptationSteps"/>.</summary>
    public int? TestAdaptationSteps;

    /// <summary>The learning rate of the last layer in the inner loop. The default is <see cref="InnerLearningRate"/>.</summary>
    public double? HeadLearningRate;

    /// <summary>The momentum of the inner loop. The default is 0.</summary>
    public double InnerMomentum;

    /// <summary>The weight decay of the inner loop. The default is 0.</summary>
    public double InnerWeightDecay;

    /// <summary>
    /// Parts of names: a parameter with one of them in its name is meta-learned, but not adapted in the inner loop; ".norm." stands for the
    /// gains and biases of normalization layers. The default is none.
    /// </summary>
    public string[] Frozen = [];

    /// <summary>
    /// Whether to leave out the Hessians of the inner loop (FOMAML). The default is <see langword="false"/>: exact meta-gradients.
    /// </summary>
    public bool FirstOrder;

    /// <summary>
    /// The bytes of tensors that a meta-step may take by the forecast, which is in the log. What does not fit even with
    /// <see cref="Checkpointing"/> is refused before the rows are read. The default is <see langword="null"/>: no limit.
    /// </summary>
    public long? MemoryLimit;

    /// <summary>
    /// Whether activations of the inner loop are computed again rather than kept: less memory, about a quarter more time, the same
    /// gradients. The default is <see cref="Checkpointing.Automatic"/>: only where <see cref="MemoryLimit"/> asks for it.
    /// </summary>
    public Checkpointing Checkpointing;

    internal override long? TensorMemoryLimit => MemoryLimit;

    internal MamlSettings MamlSettings => new(
        InnerLearningRate, AdaptationSteps, TestAdaptationSteps ?? AdaptationSteps, FirstOrder ? GradientOrder.First : GradientOrder.Second)
    {
        Engine = GradientEngine,
        HeadLearningRate = HeadLearningRate,
        Momentum = InnerMomentum,
        WeightDecay = InnerWeightDecay,
        Frozen = [.. Frozen],
        Checkpointing = Checkpointing,
    };

    internal override void Check()
    {
        base.Check();
        Checks.LearningRate(InnerLearningRate, nameof(InnerLearningRate));
        if (HeadLearningRate is { } rate)
            Checks.LearningRate(rate, nameof(HeadLearningRate));
        Checks.Fraction(InnerMomentum, nameof(InnerMomentum));
        Checks.NotNegative(InnerWeightDecay, nameof(InnerWeightDecay));
        foreach (var pattern in Frozen)
            Checks.NotEmpty(pattern, nameof(Frozen));
        Checks.Between(AdaptationSteps, 1, Limits.Steps, nameof(AdaptationSteps));
        if (TestAdaptationSteps is { } steps)
            Checks.Between(steps, 0, Limits.Steps, nameof(TestAdaptationSteps));
        if (MemoryLimit is { } limit)
            Checks.Positive(limit, nameof(MemoryLimit));
        Checks.Defined(Checkpointing, nameof(Checkpointing));
    }
}

/// <summary>What the meta-trainers of classifiers that adapt by gradient steps have in common.</summary>
public abstract class GradientClassifierMetaTrainerOptions : GradientMetaTrainerOptions
{
    /// <summary>Classes per episode; an adapted classifier can tell as many apart, or fewer. The default is 5.</summary>
    public int Ways = 5;

    /// <summary>How meta-training makes more of its classes. The default is <see cref="Augmentation.None"/>.</summary>
    public Augmentation Augmentation;

    internal override int EpisodeWays => Ways;

    internal override Augmentation ClassAugmentation => Augmentation;

    internal override void Check()
    {
        base.Check();
        Checks.Between(Ways, 2, Limits.Ways, nameof(Ways));
        Checks.Defined(Augmentation, nameof(Augmentation));
    }
}
