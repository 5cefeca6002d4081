using System;
using System.Linq;
using System.Threading;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Trainers;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents what all meta-trainers have in common.</summary>
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
    /// What happens to all images of an episode in meta-training, in order and by the same random numbers, before what happens to those of
    /// support and query: a slant or a mirroring of all classes alike gives new classes that are as hard to tell apart. The default is
    /// nothing.
    /// </summary>
    public ImageTransform[] EpisodeTransforms = [];

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

    /// <summary>The outer loop.</summary>
    public readonly OuterLoop OuterLoop = new();

    /// <summary>
    /// Rows of other classes, or other tasks, to choose the best meta-parameters by. The default is none: the last ones are taken.
    /// </summary>
    public IDataView? ValidationSet;

    /// <summary>
    /// The bytes that the features of the rows may take in memory, for the training and the validation set each. What exceeds it is not
    /// kept but computed when an episode needs it: by row-to-row steps, such as <c>LoadPixels</c>, from scalars such as paths. The result
    /// is the same. The default is <see langword="null"/>: half of the memory that the process can have, and no limit where features cannot
    /// be computed row by row.
    /// </summary>
    public long? DataMemoryLimit;

    /// <summary>Where the state of the training is saved, for a later <c>Fit</c> to go on from. The default is nowhere.</summary>
    public TrainingCheckpoints? Checkpoints;

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

    internal EpisodeAugmentation EpisodeAugmentation => new(ClassAugmentation, SupportTransforms, QueryTransforms)
    {
        Episode = EpisodeTransforms,
    };

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
        foreach (var transform in EpisodeTransforms.Concat(SupportTransforms).Concat(QueryTransforms))
            ArgumentNullException.ThrowIfNull(transform);
        Checks.Defined(Normalization, nameof(Normalization));
        InitialBackbone.Check(InitialModel, Backbone);
        OuterLoop.Check(FewestMetaSteps);
        if (OuterLoop.EnsembleSize > 1 && ValidationSet is null)
            throw new ArgumentOutOfRangeException(OuterLoop.Title(nameof(OuterLoop.EnsembleSize)), OuterLoop.EnsembleSize,
                $"an ensemble is made of the models of the best validations: set {nameof(ValidationSet)}.");
        Checkpoints?.Check();
        if (DataMemoryLimit is { } bytes)
            Checks.AtLeast(bytes, 0, nameof(DataMemoryLimit));
    }
}
