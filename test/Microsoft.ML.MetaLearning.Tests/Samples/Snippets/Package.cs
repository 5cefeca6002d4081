// <package>
using System;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
// </package>

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>PACKAGE.md.</summary>
internal static class Package
{
    public static void Example()
    {
        // <package>
        var mlContext = new MLContext(seed: 1);

        // 1. Meta-train on many classes: made-up characters, each drawn 20 times. No data is needed.
        var characters = mlContext.MetaLearning().LoadGlyphs(classes: 100, drawings: 20);
        ITransformer metaModel = mlContext.MetaLearning().PrototypicalNetwork(ways: 20, shots: 1, queryShots: 5, metaSteps: 40).Fit(characters);

        // 2. Adapt to five characters never seen, from one drawing of each.
        var newCharacters = mlContext.MetaLearning().LoadGlyphs(classes: 5, drawings: 2, seed: 99);
        var drawings = mlContext.Data.CreateEnumerable<GlyphRow>(newCharacters, reuseRowObject: false).ToArray();
        var support = mlContext.Data.LoadFromEnumerable(drawings.Where((_, row) => row % 2 == 0));
        var classifier = mlContext.MetaLearning().Adapt(metaModel, support);
        var names = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(support));
        mlContext.Model.Save(classifier.Append(names), support.Schema, "characters.zip");

        // 3. Predict, here or in any other process.
        var model = mlContext.Model.Load("characters.zip", out _);
        var engine = mlContext.Model.CreatePredictionEngine<GlyphRow, CharacterPrediction>(model);
        foreach (var drawing in drawings.Where((_, row) => row % 2 == 1))
            Console.WriteLine($"{drawing.Label} is taken for {engine.Predict(drawing).PredictedLabel}");
        // </package>
    }

    // <package>
    public sealed class CharacterPrediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
    // </package>
}
