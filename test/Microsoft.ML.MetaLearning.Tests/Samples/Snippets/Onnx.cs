using System.IO;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/concepts/onnx.md.</summary>
internal static class Onnx
{
    public static void Export(MLContext mlContext, ITransformer classifier)
    {
        // <export>
        using (var file = File.Create("new-signs.onnx"))
            mlContext.MetaLearning().ExportOnnx(classifier, file, pixelBytes: true);
        // </export>
    }

    public static void Convert(MLContext mlContext, ITransformer pipeline, IDataView rows)
    {
        // <convert>
        using (var file = File.Create("pipeline.onnx"))
            mlContext.Model.ConvertToOnnx(pipeline, rows, file, "PredictedLabel", "Score");
        // </convert>
    }
}
