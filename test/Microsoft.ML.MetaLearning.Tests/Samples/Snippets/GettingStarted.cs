// <train>
using System;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
// </train>

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/getting-started.md.</summary>
internal static class GettingStarted
{
    public static void Train()
    {
        // <train>
        var mlContext = new MLContext(seed: 1);
        var glyphs = mlContext.MetaLearning().LoadGlyphs(classes: 100, drawings: 20);
        var split = mlContext.MetaLearning().SplitByClass(glyphs, validationFraction: 0.1, testFraction: 0.2);

        ITransformer metaModel = mlContext.MetaLearning().Maml(new MamlTrainer.Options
        {
            Ways = 5,
            Shots = 1,
            QueryShots = 5,
            OuterLoop = { TimeLimit = TimeSpan.FromMinutes(1) },
            ValidationSet = split.MetaValidation,
        }).Fit(split.MetaTrain);

        Console.WriteLine(mlContext.MetaLearning().Evaluate(metaModel, split.MetaTest, new(Episodes: 200)));
        // </train>
    }

    public static void Adapt(MLContext mlContext, ITransformer metaModel)
    {
        // <adapt>
        // Five characters of another seed, which the model has never seen: one drawing of each to learn from, nine to predict.
        var newGlyphs = mlContext.MetaLearning().LoadGlyphs(classes: 5, drawings: 10, seed: 99);
        var rows = mlContext.Data.CreateEnumerable<GlyphRow>(newGlyphs, reuseRowObject: false).ToArray();
        var support = mlContext.Data.LoadFromEnumerable(rows.GroupBy(row => row.Label).Select(group => group.First()).ToArray());
        var others = mlContext.Data.LoadFromEnumerable(rows.GroupBy(row => row.Label).SelectMany(group => group.Skip(1)).ToArray());

        var classifier = mlContext.MetaLearning().Adapt(metaModel, support);
        mlContext.Model.Save(classifier, support.Schema, "glyphs.zip");

        var names = mlContext.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(classifier.Transform(others));
        var predictions = classifier.Append(names).Transform(others);
        // </adapt>
    }
}
