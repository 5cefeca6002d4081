using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Learners at work beside a thread that collects garbage: what native code still reads is not freed.</summary>
[TestClass]
public class GarbageCollectionTests
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(0.5);

    private static IEnumerable<object[]> Learners =>
        from name in AllLearners.Names
        from engine in new[] { GradientEngine.Automatic, GradientEngine.Autograd }
        select new object[] { name, engine };

    [TestMethod]
    [TestCategory("Slow")]
    [DynamicData(nameof(Learners))]
    public void LearnersTrainAdaptAndPredict(string name, GradientEngine engine)
    {
        using var scope = NewDisposeScope();
        var learner = AllLearners.Named(name)(TinyLearners.Perceptron(normalize: true), Normalization.SupportStatistics, engine);
        var source = TinyLearners.Episodes(learner, seed: 5);
        var settings = new TinyLoop { MetaSteps = int.MaxValue, TimeLimit = s_duration, Threads = 2, LearningRate = 1e-4 };
        using var collecting = new CollectingThread();
        using var trained = new MetaTrainer(learner, settings).Train(TinyLearners.Initialize(learner, seed: 3), source).Parameters;
        Task.WaitAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => AdaptAndPredict(learner, trained, source))).ToArray());
    }

    private static void AdaptAndPredict(IFewShotLearner learner, ParameterSet trained, IEpisodeSource source)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; clock.Elapsed < s_duration; i++)
        {
            using var scope = NewDisposeScope();
            var episode = source.Load(i);
            var predictor = learner.Adapt(trained, episode.Support);
            using var served = predictor.ToServe();
            TensorAssert.Close(predictor.Predict(episode.Query.Inputs), served.Predict(episode.Query.Inputs), 1e-5, $"episode {i}");
        }
    }
}
