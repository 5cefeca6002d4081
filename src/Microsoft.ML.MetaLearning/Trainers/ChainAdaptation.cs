using System;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning.Trainers;

/// <summary>Adapts a pipeline that ends in a meta-learned model: its preprocessing stays, its last step is replaced.</summary>
internal static class ChainAdaptation
{
    public static TransformerChain<ITransformer> Run(
        IHostEnvironment env, ITransformer metaModel, IDataView support, bool keepSupport, bool balanceClasses)
    {
        ArgumentNullException.ThrowIfNull(support);
        var (preprocessing, meta) = MetaModelChain.Split(metaModel);
        var regresses = meta.Learner.Problem.Task == TaskKind.Regression;
        if (keepSupport && regresses)
            throw new ArgumentException(
                "the model was meta-trained for regression, and a regressor has no classes to add or remove; leave keepSupport false.",
                nameof(keepSupport));
        if (balanceClasses && regresses)
            throw new ArgumentException(
                "the model was meta-trained for regression, and a regressor has no classes to balance; leave balanceClasses false.",
                nameof(balanceClasses));
        var rows = preprocessing.Transform(support);
        return preprocessing.Append<ITransformer>(regresses
            ? new FewShotRegressionEstimator(env, meta, labelColumnName: null, featureColumnName: null).Fit(rows)
            : new FewShotClassificationEstimator(env, meta, labelColumnName: null, featureColumnName: null, keepSupport, balanceClasses)
                .Fit(rows));
    }
}
