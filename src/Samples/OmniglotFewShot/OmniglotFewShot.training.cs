// Written in the shape of ML.NET Model Builder's code-behind: how the model is trained.
using System;
using System.IO;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Episodes;

namespace OmniglotFewShot;

public static partial class OmniglotFewShot
{
    public const int ImageSize = 28;
    public const int Ways = 5;
    public const int Shots = 1;
    public const int QueryShots = 5;

    // More classes than are told apart later make each episode of training harder, as in the paper.
    private const int TrainingWays = 20;

    /// <summary>Lists the drawings of a folder; the class of a drawing is "alphabet/character".</summary>
    public static IDataView LoadImageFromFolder(MLContext mlContext, string folder) => mlContext.MetaLearning().LoadImageFolder(folder);

    /// <summary>Splits by class: the characters of the held-out alphabets are never trained on.</summary>
    public static ClassSplit SplitByAlphabet(MLContext mlContext, IDataView drawings, string[] heldOutAlphabets) =>
        mlContext.MetaLearning()
            .SplitByClass(drawings, label => heldOutAlphabets.Contains(Alphabet(label)) ? MetaPhase.Test : MetaPhase.Train);

    /// <summary>"alphabet/character" to "alphabet".</summary>
    public static string Alphabet(string label) => label.Split('/')[0];

    /// <summary>From the path of a drawing to 28x28 pixels, ink 1 on paper 0, to a meta-learner.</summary>
    public static IEstimator<ITransformer> BuildPipeline(
        MLContext mlContext, TimeSpan timeLimit, IProgress<MetaTrainingMetrics>? progress = null) =>
        mlContext.MetaLearning().LoadPixels(
            "Features", ImageSize, ImageSize, nameof(ModelInput.ImagePath), colors: ImageColors.Gray, invert: true)
            .Append(mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
            {
                Ways = TrainingWays,
                Shots = Shots,
                QueryShots = QueryShots,
                Backbone = new Conv4(channels: 1, ImageSize, ImageSize, filters: 64),
                Augmentation = Augmentation.RotationsAsClasses,
                // The time limit ends the training.
                OuterLoop = { MetaBatchSize = 2, LearningRate = 2e-3, MetaSteps = 1_000_000, TimeLimit = timeLimit },
                Progress = progress,
            }));

    /// <summary>Meta-trains on the classes of <paramref name="metaTrain"/>.</summary>
    public static ITransformer RetrainModel(
        MLContext mlContext, IDataView metaTrain, TimeSpan timeLimit, IProgress<MetaTrainingMetrics>? progress = null) =>
        BuildPipeline(mlContext, timeLimit, progress).Fit(metaTrain);

    /// <summary>
    /// Turns the meta-learned model into a classifier of the classes of <paramref name="support"/>, which predicts their names.
    /// </summary>
    public static ITransformer AdaptModel(MLContext mlContext, ITransformer metaModel, IDataView support)
    {
        var classifier = mlContext.MetaLearning().Adapt(metaModel, support);
        var names = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(support));
        return classifier.Append<ITransformer>(names);
    }

    /// <summary>Saves a model; a model already there is replaced only by a whole one.</summary>
    public static void SaveModel(MLContext mlContext, ITransformer model, IDataView data, string modelSavePath)
    {
        var temporary = modelSavePath + ".tmp";
        try
        {
            mlContext.Model.Save(model, data.Schema, temporary);
            File.Move(temporary, modelSavePath, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
