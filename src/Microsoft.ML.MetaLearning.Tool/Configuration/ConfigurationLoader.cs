using System;
using System.Collections.Generic;
using System.Linq;
using MetaLearn.Data;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Configuration;

/// <summary>From JSON and overrides to a configuration that is checked as far as it can be without data.</summary>
internal static class ConfigurationLoader
{
    /// <exception cref="ConfigurationException">Something is wrong; the message lists it all.</exception>
    public static RunConfiguration LoadFile(string file, IEnumerable<Override> overrides) => Load(SourceReader.ReadFile(file), overrides);

    public static RunConfiguration Load(SourceNode root, IEnumerable<Override> overrides)
    {
        foreach (var change in overrides)
            change.Apply(root);
        var binder = new Binder();
        var configuration = (RunConfiguration?)binder.Bind(root, SettingModel.Root);
        if (configuration is not null)
            Check(configuration, binder);
        return binder.Problems.Count == 0 ? configuration! : throw new ConfigurationException(binder.Problems);
    }

    private static void Check(RunConfiguration configuration, Binder binder)
    {
        if (configuration.Data is { } data)
        {
            binder.Check(data, Chosen(DataSources.Settings, data), data.Check);
            binder.Check(data.Split, SettingModel.Object(typeof(SplitSettings)), () => data.Split.Check(data));
        }
        if (configuration.Backbone is { } backbone && configuration.Data?.KnownShape is { } shape)
            binder.Check(backbone, Chosen(BackboneCatalog.Settings, backbone), () => backbone.Create(shape));
        foreach (var sampling in new[]
        {
            configuration.Episodes.Sampling, configuration.Episodes.ValidationSampling
        }.OfType<SamplingChoice>())
            binder.Check(sampling, Chosen(SamplingCatalog.Settings, sampling), () => sampling.Create());
        foreach (var transform in configuration.Episodes.EpisodeTransforms.Concat(
            configuration.Episodes.SupportTransforms).Concat(configuration.Episodes.QueryTransforms).Where(t => t is not null))
            binder.Check(transform, Chosen(TransformCatalog.Settings, transform), () => transform.Create());
        int? mostWays = null;
        if (configuration.Learner is { } learner)
            binder.Check(
                learner,
                Chosen(LearnerCatalog.Settings, learner),
                () => mostWays = CheckLearner(learner, validates: configuration.Data?.Split.MayValidate(configuration.Data) ?? true));
        binder.Check(
            configuration.Evaluation, SettingModel.Object(typeof(EvaluationSettings)), () => configuration.Evaluation.Check(mostWays));
    }

    /// <summary>Checks the options of a learner; returns the classes that it can tell apart at most, or null for any number.</summary>
    private static int? CheckLearner(ClassifierMetaTrainerOptions learner, bool validates)
    {
        var mlContext = new MLContext();
        // An ensemble needs a validation set: any stands in for that which the split will give.
        learner.ValidationSet = validates ? mlContext.Data.LoadFromEnumerable(Array.Empty<GlyphRow>()) : null;
        var trainer = LearnerCatalog.Create(mlContext, learner);
        learner.ValidationSet = null;
        return ((IMetaTrainer)trainer).Outputs;
    }

    private static ObjectType Chosen(UnionType union, object value) => union.Choices[union.NameOf(value)];
}
