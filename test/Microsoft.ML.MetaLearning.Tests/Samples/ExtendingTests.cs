using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Snippets;

namespace Microsoft.ML.MetaLearning.Tests.Samples;

/// <summary>The examples of docs/extending.md, run as they stand there.</summary>
[TestClass]
public sealed class ExtendingTests
{
    private const int Length = 64;
    private static readonly MLContext s_mlContext = new(seed: 1);

    [ClassInitialize]
    public static void Register(TestContext _)
    {
        Extending.RegisterBackbone();
        Extending.RegisterLearner();
    }

    [TestMethod]
    public void ABackboneOfOnesOwnTrainsAdaptsAndLoads()
    {
        var meta = Extending.Backbone(s_mlContext, Signals("train", classes: 12));
        Assert.AreEqual(32, meta.Parameters["conv.weight"].shape[0]);
        AssertServes(meta, floor: 0.8);
    }

    [TestMethod]
    public void ALearnerOfOnesOwnTrainsAdaptsAndLoads()
    {
        var classifier = Extending.Learner(s_mlContext, Signals("train", classes: 12), Signals("new", classes: 5, rows: 2));
        var rows = Signals("new", classes: 5, rows: 10);
        var saved = SavedAndLoaded(classifier, rows.Schema);
        CollectionAssert.AreEqual(Predictions(classifier, rows), Predictions(saved, rows));
    }

    [TestMethod]
    public void AMetaModelOfALearnerOfOnesOwnLoads()
    {
        var meta = s_mlContext.MetaLearning().CustomLearner(
            problem => new RidgeRegression(problem), ways: 5, shots: 1, metaSteps: 20).Fit(Signals("train", classes: 12));
        Assert.AreEqual("RidgeRegression", meta.Algorithm);
        Assert.AreNotEqual(10, TensorAssert.Values(meta.Parameters["ridge.scale"])[0], "The scale is learned.");
        AssertServes(meta, floor: 0.3);
    }

    [TestMethod]
    public void EpisodesOfOnesOwnAreOfOneGroup()
    {
        var names = new[] { "a/1", "b/1", "a/2", "b/2", "a/3", "c/1", "b/3" };
        var sampler = new WithinGroupSampling().CreateSampler(
            new ClassSizes(names, [.. names.Select(_ => 20)]), new EpisodeShape(3, 1, 15), seed: 1);
        var groups = Enumerable.Range(0, 10).Select(i => sampler.Sample(i).Classes.Select(c => names[c][0]).Distinct().Single()).ToArray();
        CollectionAssert.AreEquivalent(new[] { 'a', 'b' }, groups.Distinct().ToArray());
        Extending.Sampling(s_mlContext, Signals("one group", classes: 6));
    }

    // Evaluates, adapts, saves, loads and predicts.
    private static void AssertServes(MetaLearnedTransformer meta, double floor)
    {
        var loaded = SavedAndLoaded(meta, Signals("test", 5).Schema);
        var accuracy = s_mlContext.MetaLearning().Evaluate(loaded, Signals("test", classes: 8), new(Episodes: 50)).Accuracy;
        Console.WriteLine($"{meta.Algorithm}: {accuracy:P1}");
        Assert.IsTrue(accuracy > floor, $"{accuracy}");
        var classifier = s_mlContext.MetaLearning().Adapt(loaded, Signals("test", classes: 5, rows: 2));
        Assert.AreEqual(50, Predictions(classifier, Signals("test", classes: 5, rows: 10)).Length);
    }

    private static ITransformer SavedAndLoaded(ITransformer model, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        s_mlContext.Model.Save(model, schema, stream);
        stream.Position = 0;
        return s_mlContext.Model.Load(stream, out _);
    }

    private static string[] Predictions(ITransformer classifier, IDataView rows) =>
        [.. s_mlContext.Data.CreateEnumerable<Prediction>(
            s_mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(rows))
                .Transform(classifier.Transform(rows)),
            reuseRowObject: false)
            .Select(p => p.PredictedLabel)];

    /// <summary>Vibrations: each class is a mixture of two frequencies, at any phase and under noise.</summary>
    private static IDataView Signals(string set, int classes, int rows = 20)
    {
        var random = new Random(set.Length * 1000 + classes);
        IEnumerable<Signal> All()
        {
            for (var c = 0; c < classes; c++)
            {
                double low = 0.1 + 0.9 * random.NextDouble(), high = 1.2 + 1.8 * random.NextDouble(), mix = random.NextDouble();
                for (var r = 0; r < rows; r++)
                {
                    double first = 6 * random.NextDouble(), second = 6 * random.NextDouble();
                    yield return new Signal
                    {
                        Label = $"{set}/{c}",
                        Features = [.. Enumerable.Range(0, Length)
                            .Select(t => (float)(mix * Math.Sin(low * t + first) + (1 - mix) * Math.Sin(high * t + second) + 0.05 * random.NextDouble()))],
                    };
                }
            }
        }
        return s_mlContext.Data.LoadFromEnumerable(All().ToArray());
    }

    private sealed class Signal
    {
        public string Label { get; set; } = "";

        [VectorType(Length)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";
    }
}
