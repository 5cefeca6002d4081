using Microsoft.ML;
using Microsoft.ML.MetaLearning;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/concepts/adaptation.md.</summary>
internal static class Adaptation
{
    public static void AdaptChain(MLContext mlContext)
    {
        // <adapt-chain>
        ITransformer metaModel = mlContext.Model.Load("meta.zip", out _);
        IDataView support = mlContext.MetaLearning().LoadImageFolder("new-signs");
        ITransformer classifier = mlContext.MetaLearning().Adapt(metaModel, support);
        // </adapt-chain>
    }

    public static void AdaptModel(MLContext mlContext, MetaLearnedTransformer meta, IDataView support)
    {
        // <adapt-model>
        FewShotClassificationTransformer classifier = mlContext.MetaLearning().FewShotClassification(meta).Fit(support);
        // </adapt-model>
    }
}
