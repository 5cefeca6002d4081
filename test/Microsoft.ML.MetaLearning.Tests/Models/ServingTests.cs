using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Models;

/// <summary>
/// Models in a service: engines come and go, models are swapped while they predict, and no request gets a number from freed memory.
/// </summary>
[TestClass]
public sealed class ServingTests
{
    private static readonly MLContext s_mlContext = new(seed: 1);
    private static readonly BlobRow<string>[] s_rows = Blobs.Rows(Blobs.Name, classes: 3).ToArray();
    private static readonly IDataView s_data = s_mlContext.Data.LoadFromEnumerable(s_rows);

    /// <summary>A perceptron on the tape engine, a head that is none of its operations, and images.</summary>
    private static IEnumerable<object[]> Models =>
    [
        ["Maml"], ["MatchingNetwork"], ["PrototypicalNetwork of images"],
    ];

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void AHandlerMayDisposeItsEngine(string name)
    {
        if (name.EndsWith("images", StringComparison.Ordinal))
            AssertEnginesAgree<GlyphRow>(Classifier(name, out var glyphs), glyphs);
        else
            AssertEnginesAgree<BlobRow<string>>(Classifier(name, out var blobs), blobs);
    }

    private static void AssertEnginesAgree<TRow>(TransformerChain<ITransformer> classifier, IDataView data) where TRow : class, new()
    {
        var row = s_mlContext.Data.CreateEnumerable<TRow>(data, reuseRowObject: false).First();
        var names = s_mlContext.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(classifier.Transform(data));
        foreach (var model in new ITransformer[]
        {
            classifier, classifier.Append(names), Reload(classifier, data), classifier.LastTransformer
        })
        {
            var expected = classifier.Transform(data).GetColumn<float[]>("Score").First();
            for (var request = 0; request < 3; request++)
            {
                using var engine = s_mlContext.Model.CreatePredictionEngine<TRow, Prediction>(model);
                CollectionAssert.AreEqual(expected, engine.Predict(row).Score);
            }
        }
        // The chain counts as disposed since the first engine, so that it passes nothing on: its steps are disposed themselves, or freed by
        // the collector.
        ((IDisposable)classifier.LastTransformer).Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => classifier.Transform(data));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void ADisposedClassifierSaysSo(string name)
    {
        var classifier = Classifier(name, out var data);
        var view = classifier.Transform(data);
        view.GetColumn<float[]>("Score").First();
        classifier.Dispose();
        classifier.Dispose();
        var catalog = s_mlContext.MetaLearning();
        foreach (var use in new Action[]
        {
            () => classifier.Transform(data),
            () => view.GetColumn<float[]>("Score").First(),
            () => s_mlContext.Model.Save(classifier, data.Schema, new MemoryStream()),
            () => catalog.Readapt(classifier, data),
            () => catalog.RemoveClass(classifier, "class 0"),
            () => catalog.WithRejection(classifier, data),
        })
        {
            // ML.NET wraps what its own threads throw.
            var error = Assert.Throws<InvalidOperationException>(use);
            Assert.IsInstanceOfType<ObjectDisposedException>(error.GetBaseException());
        }
    }

    /// <summary>Often enough for the compiler to optimize what a handler does.</summary>
    [TestMethod]
    public void AHandlerMayDisposeItsEngineThousandsOfTimes()
    {
        var classifier = Classifier("Maml", out var data);
        var expected = classifier.Transform(data).GetColumn<float[]>("Score").First();
        for (var request = 0; request < 5_000; request++)
            Assert.AreEqual(expected[0], Handle(classifier).Score[0], $"request {request}");

        static Prediction Handle(ITransformer model)
        {
            using var engine = s_mlContext.Model.CreatePredictionEngine<BlobRow<string>, Prediction>(model);
            return engine.Predict(s_rows[0]);
        }
    }

    [TestMethod]
    public void AnEngineOfADisposedModelSaysSo()
    {
        var classifier = Classifier("Maml", out var data);
        using var engine = s_mlContext.Model.CreatePredictionEngine<BlobRow<string>, Prediction>(classifier);
        engine.Predict(s_rows[0]);
        classifier.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => engine.Predict(s_rows[0]));
    }

    [TestMethod]
    public void ADisposedMetaModelSaysSo()
    {
        var (meta, regression) = (TinyModels.Classifier(s_mlContext), TinyModels.Regressor(s_mlContext));
        var points = s_mlContext.MetaLearning().LoadSinusoids(curves: 1, points: 6);
        var (classifier, regressor) = (s_mlContext.MetaLearning()
            .Adapt(meta, s_data), s_mlContext.MetaLearning().Adapt(regression, points));
        var (scores, fitted) = (classifier.Transform(s_data).GetColumn<float[]>("Score")
            .First(), regressor.Transform(points).GetColumn<float>("Score").First());
        meta.Dispose();
        regression.Dispose();
        foreach (var use in new Action[]
        {
            () => meta.Transform(s_data),
            () => s_mlContext.Model.Save(meta, s_data.Schema, new MemoryStream()),
            () => s_mlContext.MetaLearning().Adapt(meta, s_data),
            () => s_mlContext.MetaLearning().Adapt(regression, points),
            () => s_mlContext.MetaLearning().Evaluate(meta, s_data, new(QueryShots: 2, Episodes: 2)),
            () => s_mlContext.MetaLearning()
                .EvaluateRegression(
                    regression, s_mlContext.MetaLearning().LoadSinusoids(curves: 4, points: 8), new(QueryShots: 3, Episodes: 2)),
            () => TinyModels.Classifier(s_mlContext, o => o.InitialModel = meta),
        })
            Assert.ThrowsExactly<ObjectDisposedException>(use);
        // What was adapted from it has memory of its own.
        CollectionAssert.AreEqual(scores, classifier.Transform(s_data).GetColumn<float[]>("Score").First());
        Assert.AreEqual(fitted, regressor.Transform(points).GetColumn<float>("Score").First());
        regressor.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => regressor.Transform(points));
    }

    [TestMethod]
    public void TheFirstRequestsMayComeAtOnce()
    {
        const int Threads = 4;
        var classifier = Classifier("PrototypicalNetwork of images", out var data);
        var row = s_mlContext.Data.CreateEnumerable<GlyphRow>(data, reuseRowObject: false).First();
        var expected = classifier.Transform(data).GetColumn<float[]>("Score").First();
        for (var load = 0; load < 40; load++)
        {
            var model = Reload(classifier, data);
            var engines = Enumerable.Range(0, Threads).Select(_ => s_mlContext.Model.CreatePredictionEngine<GlyphRow, Prediction>(
                model)).ToArray();
            using var start = new Barrier(Threads);
            Task.WaitAll(engines.Select(engine => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    CollectionAssert.AreEqual(expected, engine.Predict(row).Score);
                },
                TaskCreationOptions.LongRunning)).ToArray());
        }
    }

    [TestMethod]
    [TestCategory("Slow")]
    public void AThousandSwapsUnderLoadGiveNoWrongNumber()
    {
        const int Swaps = 1_000;
        var support = Enumerable.Range(0, 2).Select(shift => s_mlContext.Data.LoadFromEnumerable(Blobs.Rows(
            Blobs.Name, classes: 3).Select((row, i) => i % 3 == 0 || shift == 0 ? row : Scaled(row)).ToArray())).ToArray();
        var meta = TinyModels.Classifier(s_mlContext);
        var expected = support.Select(rows => Scores(s_mlContext.MetaLearning().Adapt(meta, rows))).ToArray();
        CollectionAssert.AreNotEqual(expected[0], expected[1]);
        var saved = s_mlContext.MetaLearning().Adapt(meta, support[1]);

        var serving = s_mlContext.MetaLearning().Adapt(meta, support[0]);
        var (answers, refusals, wrong, over) = (0, 0, 0, false);
        void Serve()
        {
            while (!Volatile.Read(ref over))
                try
                {
                    using var engine = s_mlContext.Model.CreatePredictionEngine<BlobRow<string>, Prediction>(Volatile.Read(ref serving));
                    var score = engine.Predict(s_rows[0]).Score;
                    Interlocked.Increment(ref answers);
                    if (!expected.Any(score.SequenceEqual))
                        Interlocked.Increment(ref wrong);
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refusals);
                }
        }

        var servers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(Serve, TaskCreationOptions.LongRunning)).ToArray();
        for (var swap = 0; swap < Swaps; swap++)
        {
            var next = swap % 10 == 0
                ? (TransformerChain<ITransformer>)Reload(saved, s_data)
                : s_mlContext.MetaLearning().Adapt(meta, support[swap % 2]);
            Interlocked.Exchange(ref serving, next).Dispose();
        }
        Volatile.Write(ref over, true);
        Task.WaitAll(servers);
        Assert.AreEqual(0, wrong);
        Assert.IsGreaterThan(Swaps / 10, answers, $"{refusals} requests came too late.");

        static float[] Scores(ITransformer model) => model.Transform(s_data).GetColumn<float[]>("Score").First();
        static BlobRow<string> Scaled(BlobRow<string> row) =>
            new() { Label = row.Label, Features = Array.ConvertAll(row.Features, x => 2 * x) };
    }

    private static TransformerChain<ITransformer> Classifier(string name, out IDataView data)
    {
        var catalog = s_mlContext.MetaLearning();
        data = s_data;
        if (name == "Maml")
            return catalog.Adapt(TinyModels.Classifier(s_mlContext), data, keepSupport: true);
        if (name == "MatchingNetwork")
            return catalog.Adapt(
                catalog.MatchingNetwork(ways: 3, shots: 1, queryShots: 2, metaSteps: 1).Fit(Blobs.Create(s_mlContext)),
                data,
                keepSupport: true);
        data = catalog.LoadGlyphs(classes: 4, drawings: 3);
        return catalog.Adapt(
            catalog.PrototypicalNetwork(ways: 2, shots: 1, queryShots: 1, metaSteps: 1).Fit(data), data, keepSupport: true);
    }

    private static ITransformer Reload(ITransformer model, IDataView data)
    {
        using var stream = new MemoryStream();
        s_mlContext.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        return s_mlContext.Model.Load(stream, out _);
    }
}
