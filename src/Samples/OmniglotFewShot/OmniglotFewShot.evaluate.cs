// Written in the shape of ML.NET Model Builder's code-behind: how good the model is.
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

namespace OmniglotFewShot;

public static partial class OmniglotFewShot
{
    /// <summary>
    /// Evaluates the meta-learned model on episodes of characters it has never seen, under both protocols of normalization.
    /// </summary>
    public static FewShotMetrics Evaluate(MLContext mlContext, ITransformer metaModel, IDataView metaTest, int episodes = 600) =>
        mlContext.MetaLearning().Evaluate(metaModel, metaTest, new(Ways, QueryShots: 15, Episodes: episodes));
}
