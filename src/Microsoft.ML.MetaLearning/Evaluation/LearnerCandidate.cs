using System;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>A learner to compare: a trained model, or a pipeline to train.</summary>
public sealed class LearnerCandidate
{
    /// <summary>Names a pipeline that is to be trained.</summary>
    /// <param name="name">What the comparison calls it.</param>
    /// <param name="pipeline">A meta-trainer, or a pipeline that ends in one.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public LearnerCandidate(string name, IEstimator<ITransformer> pipeline)
        : this(name)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        Pipeline = pipeline;
    }

    /// <summary>Names a trained model.</summary>
    /// <param name="name">What the comparison calls it.</param>
    /// <param name="model">A <see cref="MetaLearnedTransformer"/>, or a fitted pipeline that ends in one.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public LearnerCandidate(string name, ITransformer model)
        : this(name)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
    }

    private LearnerCandidate(string name)
    {
        Checks.NotEmpty(name, nameof(name));
        Name = name;
    }

    /// <summary>What the comparison calls it.</summary>
    public string Name { get; }

    /// <summary>The pipeline to train, or <see langword="null"/>.</summary>
    public IEstimator<ITransformer>? Pipeline { get; }

    /// <summary>The trained model, or <see langword="null"/>.</summary>
    public ITransformer? Model { get; }

    /// <summary>The meta-trainer at the end of the pipeline, where it can be seen.</summary>
    internal IMetaTrainer? MetaTrainer => Last(Pipeline);

    private static IMetaTrainer? Last(IEstimator<ITransformer>? estimator) => estimator switch
    {
        EstimatorChain<MetaLearnedTransformer> chain => Last(chain.LastEstimator),
        EstimatorChain<ITransformer> chain => Last(chain.LastEstimator),
        _ => estimator as IMetaTrainer,
    };
}
