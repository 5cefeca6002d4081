using System;
using System.Linq;
using System.Threading;
using MetaLearn.Configuration;
using MetaLearn.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Runs;

/// <summary>The ML.NET pipeline of a configuration: from rows to features, and the learner at the end.</summary>
internal static class TrainingPipeline
{
    /// <param name="mlContext">The context, with the seed of the training.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="split">Its rows.</param>
    /// <param name="cancellation">Ends the training early.</param>
    /// <param name="progress">Told after each meta-step.</param>
    /// <param name="initial">The model whose network training starts from.</param>
    /// <param name="checkpoints">Where the state of the training is saved, and what it goes on from.</param>
    public static IEstimator<ITransformer> Create(
        MLContext mlContext, RunConfiguration configuration, ClassSplit split, CancellationToken cancellation,
        IProgress<MetaTrainingMetrics>? progress = null, ITransformer? initial = null, TrainingCheckpoints? checkpoints = null)
    {
        var features = configuration.Data.CreateFeatures(mlContext);
        IDataView Featurize(IDataView rows) => features?.Fit(split.MetaTrain).Transform(rows) ?? rows;
        var options = configuration.Learner;
        (options.LabelColumnName, options.FeatureColumnName) = (ColumnNames.Label, ColumnNames.Features);
        (options.CancellationToken, options.Progress, options.InitialModel) = (cancellation, progress, initial);
        options.Checkpoints = checkpoints;
        var episodes = configuration.Episodes;
        options.Sampling = episodes.Sampling?.Create() ?? EpisodeSampling.Fixed;
        options.ValidationSampling = episodes.ValidationSampling?.Create();
        options.EpisodeTransforms = Array.ConvertAll(episodes.EpisodeTransforms, t => t.Create());
        options.SupportTransforms = Array.ConvertAll(episodes.SupportTransforms, t => t.Create());
        options.QueryTransforms = Array.ConvertAll(episodes.QueryTransforms, t => t.Create());
        if (split.MetaValidation.GetColumn<string>(ColumnNames.Label).Any())
            options.ValidationSet = Featurize(split.MetaValidation);
        if (configuration.Backbone is { } backbone)
            options.Backbone = backbone.Create(Featurize(split.MetaTrain).Schema[ColumnNames.Features].Type is VectorDataViewType vector
                ? [.. vector.Dimensions]
                : null);
        var learner = LearnerCatalog.Create(mlContext, options);
        return features is null ? learner : features.Append(learner);
    }
}
