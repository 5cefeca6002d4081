using System;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/concepts/lifecycle.md.</summary>
internal static class Lifecycle
{
    public static void Change(MLContext mlContext, ITransformer metaModel, IDataView support, IDataView rowsOfNewClasses, IDataView moreRows)
    {
        // <change>
        ITransformer classifier = mlContext.MetaLearning().Adapt(metaModel, support, keepSupport: true);

        ITransformer more = mlContext.MetaLearning().AddClasses(classifier, rowsOfNewClasses);
        ITransformer fewer = mlContext.MetaLearning().RemoveClass(more, "exchange_rate");
        ITransformer better = mlContext.MetaLearning().Readapt(fewer, moreRows);
        // </change>
    }

    public static void Reject(MLContext mlContext, ITransformer metaModel, IDataView support, IDataView heldOut)
    {
        // <reject>
        ITransformer classifier = mlContext.MetaLearning().Adapt(metaModel, support, keepSupport: true);
        TransformerChain<ITransformer> careful = mlContext.MetaLearning().WithRejection(classifier, heldOut, falseRejectionRate: 0.05);
        // </reject>

        // <rejection>
        Rejection rejection = ((FewShotClassificationTransformer)careful.LastTransformer).Rejection!;
        Console.WriteLine(rejection);
        // </rejection>
    }
}
