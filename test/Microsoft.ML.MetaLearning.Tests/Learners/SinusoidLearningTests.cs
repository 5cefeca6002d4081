using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>
/// The regression experiment of Finn et al., 2017, section 5.1, shortened: 5 points, 2 hidden layers of 40, one inner step of 0.01, Adam at
/// 0.001.
/// </summary>
[TestClass]
public class SinusoidLearningTests
{
    private const int TestCurves = 300;
    private const int Shots = 5;

    [TestMethod]
    [TestCategory("Slow")]
    public void OneGradientStepHalvesTheErrorAfterShortMetaTraining()
    {
        using var scope = NewDisposeScope();
        var learner = new MamlLearner(new FewShotProblem(new Mlp(1), TaskKind.Regression, Outputs: 1, Normalization.SupportStatistics),
            new MamlSettings(InnerLearningRate: 0.01, AdaptationSteps: 1, TestAdaptationSteps: 1, GradientOrder.Second));
        using var training = Curves(count: 5000, points: 2 * Shots, seed: 1);
        using var test = Curves(count: TestCurves, points: 20, seed: 2);
        using var generator = new Generator(1);
        var initial = learner.Initialize(generator);
        var settings = new TinyLoop { MetaSteps = 1500, MetaBatchSize = 25, LearningRate = 0.001, Threads = 2 };
        using var trained = new MetaTrainer(learner, settings).Train(
            initial, new EpisodeLoader(training, new EpisodeShape(1, Shots, Shots), seed: 1)).Parameters;

        double Error(ParameterSet parameters, int steps)
        {
            using var threads = new TaskThreads(2);
            var source = new EpisodeLoader(test, new EpisodeShape(1, Shots, 10), seed: 3);
            return new EpisodicEvaluator(
                new MetaLearnedModel(learner.WithTestAdaptationSteps(steps), parameters),
                threads).Regression(source, TestCurves).MeanSquaredError;
        }

        var errors = new[] { 0, 1, 5, 10 }.Select(steps => Error(trained, steps)).ToArray();
        Console.WriteLine($"mean squared error after 0, 1, 5, 10 steps: {string.Join(", ", errors)}; untrained after 1: {Error(initial, 1)}");
        Assert.IsTrue(errors[1] < errors[0] / 2, $"{errors[0]} to {errors[1]}");
        Assert.IsTrue(errors[1] < Error(initial, 1) / 2, "meta-training did not help.");
    }

    private static ExampleSet Curves(int count, int points, int seed)
    {
        var rows = Sinusoids.Sample(count, points, seed).ToArray();
        return new ExampleSet(
            torch.tensor(rows.Select(r => r.Features[0]).ToArray(), [rows.Length, 1]),
            torch.tensor(rows.Select(r => r.Label).ToArray(), [rows.Length, 1]),
            new ClassLabels(NumberDataViewType.Int32, Enumerable.Range(0, count).Cast<object>()),
            Enumerable.Range(0, count).Select(c => Enumerable.Range(c * points, points).ToArray()).ToArray(),
            "task");
    }
}
