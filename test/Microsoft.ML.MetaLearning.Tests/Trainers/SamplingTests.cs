using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>Trainers with other episodes than those of fixed ways and shots.</summary>
[TestClass]
public sealed class SamplingTests
{
    private static readonly VariableSampling s_variable = new() { MinWays = 2, MaxWays = 6 };
    private readonly MLContext _mlContext = new(seed: 1);

    private static IEnumerable<object[]> Trainers =>
        AllLearners.Trainers.Keys.Where(name => name != "Maml, ensemble").Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void VariableWaysAreLearnedFromOrRefusedBeforeAnyWork(string name)
    {
        var trainer = AllLearners.Trainers[name](_mlContext.MetaLearning());
        var options = OptionsOf(trainer);
        options.Sampling = s_variable;
        if (options.Backbone is null)
            options.Backbone = new Mlp(Blobs.Size, [5]);
        var bound = ((IMetaTrainer)trainer).Outputs;
        if (bound is null)
        {
            using var model = trainer.Fit(Blobs.Create(_mlContext, classes: 6));
            var metrics = _mlContext.MetaLearning()
                .Evaluate(
                    model, Blobs.Create(_mlContext, i => $"unseen {i}", classes: 6, seed: 3), new(Episodes: 3) { Sampling = s_variable });
            StringAssert.StartsWith(
                metrics.ToString(), "2 to 6 ways, variable shots of at most 500 support examples, at most 10 query shots, 3 episodes");
            return;
        }
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => trainer.Fit(Unreadable()), "Sampling gives episodes of 2 to 6 classes", "bound to 3");
    }

    [TestMethod]
    public void ABoundLearnerTakesVariableShotsOfItsWays()
    {
        VariableSampling sampling = new() { MinWays = 3, MaxWays = 3 };
        using var model = TinyModels.Classifier(_mlContext, o => o.Sampling = sampling);
        Assert.AreEqual(
            5,
            _mlContext.MetaLearning().Evaluate(
                model, Blobs.Create(_mlContext), new(Episodes: 5) { Sampling = sampling }).Inductive.Accuracies.Count);
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning().Evaluate(model, Blobs.Create(_mlContext), new() { Sampling = s_variable }), "at most 3");
    }

    [TestMethod]
    public void ValidationHasASamplingOfItsOwn()
    {
        var validation = Blobs.Create(_mlContext, i => $"other {i}", classes: 6);
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => TinyModels.Classifier(_mlContext, o => (o.ValidationSet, o.ValidationSampling) = (validation, s_variable)),
            "ValidationSampling gives episodes of up to 6 classes",
            "bound to 3");
        var weighted = new WeightedSampling(new Dictionary<string, double> { ["class 0"] = 2 });
        using var model = TinyModels.Classifier(
            _mlContext, o => (o.ValidationSet, o.Sampling, o.OuterLoop.ValidationEpisodes) = (validation, weighted, 3));
        Assert.AreEqual(3, model.Ways);
    }

    [TestMethod]
    public void MemoryIsForecastForTheLargestEpisode()
    {
        void Fit(EpisodeSampling sampling)
        {
            var options = AllLearners.Tiny(new ProtoMamlTrainer.Options
            {
                Sampling = sampling,
                InnerLoop = { MemoryLimit = 1 << 20, Checkpointing = Checkpointing.Never },
            });
            options.Backbone = new Mlp(Blobs.Size, [32]);
            using var model = _mlContext.MetaLearning().ProtoMaml(options).Fit(Blobs.Create(_mlContext, classes: 6));
        }
        Fit(EpisodeSampling.Fixed);
        ErrorAssert.Throws<InvalidOperationException>(() => Fit(new VariableSampling()), "MemoryLimit is 1 MiB");
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameBitsOnAnyNumberOfThreads()
    {
        double[] Trained(int threads)
        {
            var options = AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
            {
                Sampling = s_variable,
                OuterLoop = { MetaBatchSize = 5 },
            });
            options.OuterLoop.Threads = threads;
            using var model = new MLContext(seed: 1).MetaLearning().PrototypicalNetwork(options).Fit(Blobs.Create(_mlContext, classes: 6));
            return TensorAssert.Values(model.Parameters);
        }
        var one = Trained(1);
        CollectionAssert.AreEqual(one, Trained(2));
        CollectionAssert.AreEqual(one, Trained(3));
    }

    [TestMethod]
    public void RegressionTasksCanHaveWeights()
    {
        var data = _mlContext.MetaLearning().LoadSinusoids(curves: 4, points: 8);
        var options = TinyModels.RegressorOptions(o => o.Sampling = new WeightedSampling(new Dictionary<string, double>
        {
            ["0"] = 1,
            ["1"] = 0,
            ["2"] = 0,
            ["3"] = 0,
        }));
        using var model = _mlContext.MetaLearning().MamlRegression(options).Fit(data);
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning().MamlRegression(TinyModels.RegressorOptions(o => o.Sampling = s_variable)).Fit(data),
            "Sampling gives episodes of 2 to 6 classes",
            "bound to 1");
    }

    [TestMethod]
    public void BuffersOfEpisodesOfAllSizesAreNotKept()
    {
        using var pool = new BufferPool<float>();
        var random = new Random(1);
        const int Most = 500, Row = 100;
        for (var task = 0; task < 300; task++)
        {
            var rows = random.Next(1, Most + 1);
            var blocks = new[] { pool.Rent(new Shape(rows, 1, 1, Row)), pool.Rent(new Shape(rows, 1, 1, Row)) };
            foreach (var block in blocks)
                pool.Return(block);
        }
        // Two blocks of the largest, and what the first sizes left before there were many.
        Assert.IsTrue(pool.PeakBytes < 40L * Most * Row * sizeof(float), $"{pool.PeakBytes / 1e6} MB");
    }

    [TestMethod]
    public void ASamplingOfOnesOwnIsTrainedWith()
    {
        var sampling = new FirstClasses();
        var options = AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
        {
            Sampling = sampling,
            ValidationSampling = EpisodeSampling.Fixed,
        });
        using var model = _mlContext.MetaLearning().PrototypicalNetwork(options).Fit(Blobs.Create(_mlContext));
        StringAssert.StartsWith(
            _mlContext.MetaLearning().Evaluate(model, Blobs.Create(_mlContext), new(Episodes: 2) { Sampling = sampling }).ToString(),
            "the first 2 classes, 2 episodes");
        Assert.IsTrue(sampling.Drawn >= 6, "2 meta-steps of 2 tasks, and 2 episodes.");
    }

    /// <summary>The first row of the first two classes is the support, the second one the query.</summary>
    private sealed class FirstClasses : EpisodeSampling, IEpisodeSampler
    {
        private int _drawn;

        public int Drawn => _drawn;

        public override EpisodeShape Largest(EpisodeShape shape) => new(2, 1, 1);

        public override IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed) => this;

        public override string Describe(EpisodeShape shape) => "the first 2 classes";

        public EpisodeIndices Sample(long index)
        {
            System.Threading.Interlocked.Increment(ref _drawn);
            return new EpisodeIndices([0, 1], [[0], [0]], [[1], [1]]);
        }
    }

    private static MetaTrainerOptions OptionsOf(object trainer)
    {
        for (var type = trainer.GetType(); type is not null; type = type.BaseType)
            if (type.GetProperty(
                "TrainerOptions",
                System.Reflection.BindingFlags.Instance
                    | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.DeclaredOnly) is { } property)
                return (MetaTrainerOptions)property.GetValue(trainer)!;
        throw new AssertFailedException("no options.");
    }

    /// <summary>Rows that fail when they are read.</summary>
    private IDataView Unreadable() =>
        _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 10)
            .Select<int, BlobRow<string>>(_ => throw new AssertFailedException("rows were read.")));
}
