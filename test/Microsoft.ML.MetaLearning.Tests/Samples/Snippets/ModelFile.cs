using Microsoft.ML;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/model-file.md.</summary>
internal static class ModelFile
{
    public static void SaveAndLoad(MLContext mlContext, ITransformer model, DataViewSchema inputSchema)
    {
        // <save-and-load>
        mlContext.Model.Save(model, inputSchema, "model.zip");
        ITransformer loaded = mlContext.Model.Load("model.zip", out DataViewSchema loadedSchema);
        // </save-and-load>
    }
}
