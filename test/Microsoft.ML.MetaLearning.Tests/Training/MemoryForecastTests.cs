using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Forecasts against the peaks of the buffers.</summary>
[TestClass]
public class MemoryForecastTests
{
    private const double Tolerance = 0.2;
    private static readonly EpisodeShape s_shape = new(Ways: 5, Shots: 1, QueryShots: 15);

    private static IEnumerable<object[]> Cases =>
        from network in new Backbone[] { new Conv4(1, 28, 28), new Conv4(3, 84, 84, 16), new ResNet12(3, 32, 32, [16, 16, 32, 32]) }
        from normalization in new[] { Normalization.SupportStatistics, Normalization.TransductiveBatch, Normalization.Layer }
        from order in System.Enum.GetValues<GradientOrder>()
        from checkpointing in new[] { Checkpointing.Never, Checkpointing.Always }
        where network is Conv4 || order == GradientOrder.Second
        select new object[] { network, normalization, order, checkpointing };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void ForecastOfTheTapeIsNearItsPeak(
        Backbone network, Normalization normalization, GradientOrder order, Checkpointing checkpointing) => AssertNear(
        new MamlLearner(
            new FewShotProblem(network, TaskKind.Classification, s_shape.Ways, normalization),
            new MamlSettings(0.01, 4, 4, order) { Checkpointing = checkpointing }));

    [TestMethod]
    public void ForecastOfAnEmbeddingIsNearItsPeak() =>
        AssertNear(new PrototypicalLearner(
            new FewShotProblem(new Conv4(3, 84, 84, 16), TaskKind.Classification, null, Normalization.SupportStatistics),
            PrototypeDistance.SquaredEuclidean));

    private static void AssertNear(IFewShotLearner learner)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var meta = learner.Initialize(generator);
        var episodes = new TinyEpisodes(learner.Problem.Backbone.InputShape.ToArray(), s_shape, seed: 2);
        ThreadBuffers.Keep();
        try
        {
            // The second task finds idle buffers of the first.
            for (var i = 0; i < 2; i++)
                learner.MetaGradient(meta, episodes.Load(i));
            using var loan = ThreadBuffers.Borrow<float>();
            double forecast = sizeof(float) * ((IMemoryForecast)learner).TaskScalars(s_shape, CPU)!.Value, peak = loan.Buffers.PeakBytes;
            System.Console.WriteLine($"forecast {forecast / 1e6:F1} MB, peak {peak / 1e6:F1} MB, ratio {forecast / peak:F2}");
            Assert.AreEqual(1, forecast / peak, Tolerance, $"forecast {forecast / 1e6:F1} MB, peak {peak / 1e6:F1} MB");
        }
        finally
        {
            ThreadBuffers.Release();
        }
    }
}
