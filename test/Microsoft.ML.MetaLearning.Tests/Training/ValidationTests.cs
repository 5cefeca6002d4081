using System.Linq;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class ValidationTests
{
    [TestMethod]
    [DataRow(Normalization.SupportStatistics)]
    [DataRow(Normalization.TransductiveBatch)]
    public void ScoreIsTheMeanOverTheFirstEpisodesUnderTheProtocolOfTraining(Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron(normalize: true), normalization, steps: 2);
        var validation = TinyLearners.Episodes(learner, seed: 3);
        var progress = new SynchronousProgress();
        // The only validation comes after the last step, so that the parameters it judged are the ones returned.
        var settings = new TinyLoop { MetaSteps = 3, ValidationInterval = 100, ValidationEpisodes = 6, Threads = 2 };
        using var trained = new MetaTrainer(learner, settings).Train(
            TinyLearners.Initialize(learner, seed: 1), TinyLearners.Episodes(learner, seed: 2), validation, progress).Parameters;

        var scores = Enumerable.Range(0, 6).Select(i =>
        {
            var episode = validation.Load(i);
            var outputs = learner.Adapt(trained, episode.Support)
                .Predict(episode.Query.Inputs, transductive: normalization == Normalization.TransductiveBatch);
            return (Loss: learner.Problem.Task.Loss(outputs, episode.Query.Targets)
                .ToNumber(), Accuracy: learner.Problem.Task.Accuracy(outputs, episode.Query.Targets));
        }).ToArray();
        Assert.AreEqual(scores.Average(s => s.Loss), progress.Reports[^1].ValidationLoss!.Value, 1e-6);
        Assert.AreEqual(scores.Average(s => s.Accuracy), progress.Reports[^1].ValidationAccuracy!.Value, 1e-12);
    }
}
