using System;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Trainers and models as small as they come, for tests in which the quality of the model does not matter.</summary>
internal static class TinyModels
{
    public static MamlTrainer.Options ClassifierOptions(Action<MamlTrainer.Options>? change = null)
    {
        var options = new MamlTrainer.Options
        {
            Ways = 3,
            Shots = 1,
            QueryShots = 2,
            Head = HeadInitialization.Learned,
            InnerLoop = { AdaptationSteps = 2 },
            OuterLoop = { MetaSteps = 2, MetaBatchSize = 2, Threads = 1 },
        };
        change?.Invoke(options);
        return options;
    }

    public static MamlRegressionTrainer.Options RegressorOptions(Action<MamlRegressionTrainer.Options>? change = null)
    {
        var options = new MamlRegressionTrainer.Options
        {
            Shots = 3,
            QueryShots = 3,
            InnerLoop = { AdaptationSteps = 2 },
            OuterLoop = { MetaSteps = 2, MetaBatchSize = 2, Threads = 1 },
            Backbone = new Mlp(1, [8]),
        };
        change?.Invoke(options);
        return options;
    }

    /// <summary>Meta-trained on <see cref="Blobs"/> of text labels; tells three classes apart.</summary>
    public static MetaLearnedTransformer Classifier(MLContext mlContext, Action<MamlTrainer.Options>? change = null) =>
        mlContext.MetaLearning().Maml(ClassifierOptions(change)).Fit(Blobs.Create(mlContext));

    /// <summary>Meta-trained on <see cref="Blobs"/> until it adapts well.</summary>
    public static MetaLearnedTransformer TrainedClassifier(MLContext mlContext) =>
        Classifier(mlContext, o => (o.OuterLoop.MetaSteps, o.OuterLoop.LearningRate, o.InnerLoop.LearningRate) = (100, 0.01, 0.3));

    /// <summary>Meta-trained on sinusoids.</summary>
    public static MetaLearnedTransformer Regressor(MLContext mlContext) =>
        mlContext.MetaLearning().MamlRegression(RegressorOptions()).Fit(mlContext.MetaLearning().LoadSinusoids(curves: 4, points: 8));
}
