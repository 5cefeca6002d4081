using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Evaluation;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Represents the classes of a report: their names, outcomes and, where examples are images, pictures.</summary>
internal sealed class ReportedClasses
{
    private readonly ExampleSet _examples;
    private readonly IReadOnlyList<string> _names;
    private readonly (float, float) _range;

    public ReportedClasses(ExampleSet examples, ClassOutcomes outcomes)
    {
        _examples = examples;
        _names = examples.Labels.Names;
        Outcomes = outcomes;
        using var scope = NewDisposeScope();
        var sample = examples.InputsOf(EvenlySpaced(examples.Count));
        HavePictures = Reporting.Picture.CanShow(sample.shape.AsSpan(1));
        if (HavePictures)
            _range = Reporting.Picture.Range(sample);
    }

    public ClassOutcomes Outcomes { get; }

    public bool HavePictures { get; }

    public string Name(int index) => _names[index];

    /// <summary>Returns the picture of a row, within the page.</summary>
    public Markup Picture(int row, string description)
    {
        using var scope = NewDisposeScope();
        var picture = Reporting.Picture.Of(_examples.InputsOf([row])[0], _range);
        return $"""
            <img src='data:image/png;base64,{Convert.ToBase64String(picture.ToPng())}' width='{picture.Width}' height='{picture.Height}'
            alt='{description}' title='{description}'>
            """;
    }

    /// <summary>Returns enough rows to estimate the range of values.</summary>
    private static long[] EvenlySpaced(long count) =>
        Enumerable.Range(0, (int)Math.Min(count, 512)).Select(i => i * count / Math.Min(count, 512)).ToArray();

    /// <summary>Returns the first picture of a class; empty where examples are not images.</summary>
    public Markup PictureOfClass(int index) => HavePictures ? Picture(_examples.Classes[index][0], _names[index]) : Markup.Empty;
}
