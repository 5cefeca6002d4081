using Microsoft.ML;
using Microsoft.ML.Data;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>PACKAGE.md.</summary>
internal static class Package
{
    public static void Example(EstimatorChain<ITransformer> pipeline, IDataView metaTrain, IDataView support)
    {
        // <package>
        var mlContext = new MLContext(seed: 1);
        ITransformer metaModel = pipeline.Append(mlContext.MetaLearning().Maml()).Fit(metaTrain);
        ITransformer classifier = mlContext.MetaLearning().Adapt(metaModel, support);
        mlContext.Model.Save(classifier, support.Schema, "classifier.zip");
        // </package>
    }
}
