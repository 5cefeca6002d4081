using Microsoft.ML;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>README.md, adapting in three lines.</summary>
internal static class ReadmeAdaptation
{
    public static void InThreeLines(MLContext mlContext)
    {
        // <three-lines>
        ITransformer metaModel = mlContext.Model.Load("meta.zip", out _);
        IDataView support = mlContext.MetaLearning().LoadImageFolder("new-signs");
        ITransformer classifier = mlContext.MetaLearning().Adapt(metaModel, support);
        // </three-lines>
    }
}
