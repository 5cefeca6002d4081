using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class ReproducibilityTests
{
    [TestMethod]
    [DataRow("Mlp")]
    [DataRow("Conv4")]
    public void SameSeedGivesTheSameBitsOnAnyNumberOfThreads(string network)
    {
        using var one = Trained(network, threads: 1, seed: 1);
        foreach (var threads in new[] { 1, 2, 3 })
        {
            using var again = Trained(network, threads, seed: 1);
            Assert.IsTrue(TensorAssert.SameBits(one, again), $"{threads} threads");
        }
    }

    [TestMethod]
    [DataRow("Mlp")]
    [DataRow("Conv4")]
    public void OtherEpisodesGiveOtherParameters(string network)
    {
        using var one = Trained(network, threads: 2, seed: 1);
        using var other = Trained(network, threads: 2, seed: 2);
        Assert.IsTrue(TensorAssert.RelativeError(TensorAssert.Values(one), TensorAssert.Values(other)) > 1e-3);
    }

    private static ParameterSet Trained(string network, int threads, int seed)
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(network == "Mlp" ? TinyLearners.Perceptron(normalize: true) : TinyLearners.Conv(), steps: 2);
        var settings = new TinyLoop { MetaBatchSize = 5, Threads = threads, Schedule = LearningRateSchedule.Cosine, GradientClip = 0.1 };
        return new MetaTrainer(learner, settings)
            .Train(TinyLearners.Initialize(learner, seed: 1), TinyLearners.Episodes(learner, seed), TinyLearners.Episodes(learner, seed: 9))
            .Parameters;
    }
}
