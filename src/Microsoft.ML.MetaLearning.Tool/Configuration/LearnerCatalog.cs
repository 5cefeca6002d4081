using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Configuration;

/// <summary>
/// The learners: the methods of <see cref="MetaLearningCatalog"/> that make the trainer of a classifier from options, by their names in
/// camelCase.
/// </summary>
internal static class LearnerCatalog
{
    private static readonly Dictionary<string, MethodInfo> s_methods = typeof(MetaLearningCatalog).GetMethods()
        .Where(m => m.GetParameters() is [{ ParameterType: var type }] && type.IsAssignableTo(typeof(ClassifierMetaTrainerOptions)))
        // A learner of one's own is code.
        .Where(m => m.Name != nameof(MetaLearningCatalog.CustomLearner))
        .ToDictionary(m => JsonText.Name(m.Name));

    /// <summary>The options that are no settings of the learner: the tool gives them from the other sections, or itself.</summary>
    public static IReadOnlySet<string> NotSettings { get; } = new HashSet<string>
    {
        nameof(MetaTrainerOptions.LabelColumnName),
        nameof(MetaTrainerOptions.FeatureColumnName),
        nameof(MetaTrainerOptions.Backbone),
        nameof(MetaTrainerOptions.InitialModel),
        nameof(MetaTrainerOptions.ValidationSet),
        nameof(MetaTrainerOptions.Progress),
        nameof(MetaTrainerOptions.CancellationToken),
        nameof(MetaTrainerOptions.Checkpoints),
        nameof(MetaTrainerOptions.Sampling),
        nameof(MetaTrainerOptions.ValidationSampling),
        nameof(MetaTrainerOptions.EpisodeTransforms),
        nameof(MetaTrainerOptions.SupportTransforms),
        nameof(MetaTrainerOptions.QueryTransforms),
    };

    public static UnionType Settings { get; } = new(
        "name",
        s_methods.ToDictionary(m => m.Key, m => Options(m.Value)),
        options => s_methods.First(m => OptionsOf(m.Value) == options.GetType()).Key);

    /// <summary>The trainer of the options; it checks them.</summary>
    /// <exception cref="ArgumentException">An option is wrong; its name is the parameter's.</exception>
    public static IEstimator<MetaLearnedTransformer> Create(MLContext mlContext, ClassifierMetaTrainerOptions options)
    {
        var method = s_methods[Settings.NameOf(options)];
        return (IEstimator<MetaLearnedTransformer>)method.Invoke(
            mlContext.MetaLearning(), BindingFlags.DoNotWrapExceptions, binder: null, [options], culture: null)!;
    }

    /// <summary>What a trainer does: "Meta-trains a classifier ...", without the words for programmers before it.</summary>
    private static string Describe(Type trainer)
    {
        const string Start = "that ";
        var text = Documentation.Of(trainer);
        return text.IndexOf(Start, StringComparison.Ordinal) is >= 0 and var start
            ? JsonText.Capital(text[(start + Start.Length)..])
            : text;
    }

    private static Type OptionsOf(MethodInfo method) => method.GetParameters()[0].ParameterType;

    private static ObjectType Options(MethodInfo method)
    {
        var settings = SettingModel.Object(OptionsOf(method));
        return new ObjectType(Describe(method.ReturnType), settings.Create, settings.Settings);
    }
}
