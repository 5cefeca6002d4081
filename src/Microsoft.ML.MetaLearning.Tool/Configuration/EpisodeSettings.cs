using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Configuration;

/// <summary>How episodes of training are drawn, and how their images are changed.</summary>
internal sealed class EpisodeSettings
{
    /// <summary>How classes and rows are chosen. The default is null: the ways, shots and query shots of the learner.</summary>
    public SamplingChoice? Sampling { get; set; }

    /// <summary>The same in validation. The default is null: as in training.</summary>
    public SamplingChoice? ValidationSampling { get; set; }

    /// <summary>What happens to all images of an episode alike, before those below. The default is nothing.</summary>
    public TransformChoice[] EpisodeTransforms { get; set; } = [];

    /// <summary>What happens to the images of the support, in order. The default is nothing.</summary>
    public TransformChoice[] SupportTransforms { get; set; } = [];

    /// <summary>What happens to the images of the query, in order. The default is nothing.</summary>
    public TransformChoice[] QueryTransforms { get; set; } = [];
}

/// <summary>A choice of classes and rows.</summary>
/// <param name="type">The class of the sampling.</param>
/// <param name="hierarchy">Which classes stand in an episode together.</param>
internal sealed class SamplingChoice(Type type, ClassHierarchy hierarchy) : Construction(type)
{
    public ClassHierarchy Hierarchy => hierarchy;

    public EpisodeSampling Create()
    {
        var sampling = (EpisodeSampling)Construct(_ => null);
        // No setting, since the kind names it; and init-only.
        Type.GetProperty(nameof(VariableSampling.Hierarchy))!.SetValue(sampling, hierarchy);
        sampling.Check();
        return sampling;
    }
}

/// <summary>A change of images.</summary>
internal sealed class TransformChoice(Type type) : Construction(type)
{
    public ImageTransform Create() => (ImageTransform)Construct(_ => null);
}

/// <summary>
/// The choices of classes and rows: variable; bilevel, which takes all classes of an episode from one group, as an alphabet; and aligned,
/// which takes rows at the same positions of classes of one group.
/// </summary>
internal static class SamplingCatalog
{
    private static readonly Dictionary<string, (Type Type, ClassHierarchy Hierarchy)> s_choices = new()
    {
        ["variable"] = (typeof(VariableSampling), ClassHierarchy.None),
        ["bilevel"] = (typeof(VariableSampling), ClassHierarchy.Bilevel),
        ["aligned"] = (typeof(AlignedSampling), ClassHierarchy.Bilevel),
    };

    public static UnionType Settings { get; } = new(
        "kind",
        s_choices.ToDictionary(
            c => c.Key, c => Construction.Describe(c.Value.Type, () => new SamplingChoice(c.Value.Type, c.Value.Hierarchy))),
        choice => s_choices.First(c => c.Value == (((SamplingChoice)choice).Type, ((SamplingChoice)choice).Hierarchy)).Key);
}

/// <summary>The changes of images, by their names in camelCase.</summary>
internal static class TransformCatalog
{
    public static UnionType Settings { get; } = new(
        "kind",
        typeof(ImageTransform).Assembly.GetExportedTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(ImageTransform)))
            .ToDictionary(t => JsonText.Name(t.Name), t => Construction.Describe(t, () => new TransformChoice(t))),
        choice => JsonText.Name(((TransformChoice)choice).Type.Name));
}
