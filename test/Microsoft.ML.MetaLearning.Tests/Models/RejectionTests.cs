using System;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Models;

/// <summary>A classifier that says when a row belongs to none of its classes.</summary>
[TestClass]
public sealed class RejectionTests
{
    private static readonly MLContext s_mlContext = new(seed: 1);
    private static readonly MetaLearnedTransformer s_meta = Catalog
        .PrototypicalNetwork(AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
        {
            Backbone = new Identity(Blobs.Size),
            Distance = PrototypeDistance.Cosine,
        })).Fit(Blobs.Create(s_mlContext));

    private static MetaLearningCatalog Catalog => s_mlContext.MetaLearning();

    [TestMethod]
    public void RowsOfOtherClassesAreRejected()
    {
        using var engine = s_mlContext.Model.CreatePredictionEngine<BlobRow<string>, Prediction>(Reload(Rejecting()));
        var (known, unknown) = (Predictions(engine, 0, 2), Predictions(engine, 2, 2));
        Assert.IsTrue(
            known.Count(p => p.IsKnown) >= 0.9 * known.Length,
            $"{known.Count(p => p.IsKnown)} of {known.Length} rows of its own classes are known.");
        Assert.IsTrue(
            unknown.Count(p => p.IsKnown) <= 0.1 * unknown.Length,
            $"{unknown.Count(p => p.IsKnown)} of {unknown.Length} rows of other classes are known.");
    }

    [TestMethod]
    public void TheOtherColumnsStayWhatTheyAre()
    {
        var plain = Catalog.Adapt(s_meta, Support(), keepSupport: true);
        var output = Catalog.WithRejection(plain, HeldOut(), episodes: 20).Transform(Support());
        CollectionAssert.AreEqual(
            plain.Transform(Support()).Schema.Select(c => $"{c.Name} {c.Type}").Append("IsKnown Boolean").Append("NoveltyScore Single")
                .ToArray(),
            output.Schema.Select(c => $"{c.Name} {c.Type}").ToArray());
        CollectionAssert.AreEqual(
            plain.Transform(Support()).GetColumn<float[]>("Score").SelectMany(s => s).ToArray(),
            output.GetColumn<float[]>("Score").SelectMany(s => s).ToArray());
        CollectionAssert.AreEqual(
            plain.Transform(Support()).GetColumn<uint>("PredictedLabel").ToArray(), output.GetColumn<uint>("PredictedLabel").ToArray());
    }

    [TestMethod]
    public void TheThresholdKeepsToTheRateAskedFor()
    {
        foreach (var rate in new[] { 0, 0.05, 0.5 })
        {
            var rejection = Rejection(Catalog.WithRejection(
                Catalog.Adapt(s_meta, Support(), keepSupport: true), HeldOut(), rate, episodes: 40));
            Assert.IsTrue(rejection.FalseRejectionRate <= rate && rejection.FalseRejectionRate > rate - 0.01, $"{rejection}");
            Assert.AreEqual(40, rejection.Episodes);
        }
        var (strict, lax) = (Rejection(Rejecting(0.01)), Rejection(Rejecting(0.3)));
        Assert.IsTrue(strict.Threshold > lax.Threshold && strict.DetectionRate <= lax.DetectionRate);
    }

    [TestMethod]
    public void TheMeasureIsTheBestOfTheHeldOutClassesOrTheOneAskedFor()
    {
        var classifier = Catalog.Adapt(s_meta, Support(), keepSupport: true);
        var each = Enum.GetValues<NoveltyMeasure>().Select(m =>
            Rejection(Catalog.WithRejection(classifier, HeldOut(), measure: m, episodes: 20))).ToArray();
        CollectionAssert.AreEqual(Enum.GetValues<NoveltyMeasure>(), each.Select(r => r.Measure).ToArray());
        Assert.AreEqual(each.MaxBy(r => r.AreaUnderRocCurve), Rejection(Catalog.WithRejection(classifier, HeldOut(), episodes: 20)));
    }

    [TestMethod]
    public void ItIsSavedAndLoaded()
    {
        var model = Rejecting();
        var loaded = Reload(model);
        ViewAssert.ViewsEqual(model.Transform(Support()), loaded.Transform(Support()));
        Assert.AreEqual(Rejection(model), Rejection(loaded));
    }

    [TestMethod]
    public void TheGivenClassifierStaysAsItWasAndNothingIsLeaked()
    {
        var classifier = Catalog.Adapt(s_meta, Support(), keepSupport: true);
        var before = ViewAssert.Values(classifier.Transform(Support()));
        // The first calibration makes what the given classifier embeds its support set with from then on.
        void Calibrate() => Catalog.WithRejection(classifier, HeldOut(), measure: NoveltyMeasure.Distance, episodes: 4).Dispose();
        Calibrate();
        LeakCheck.LeavesNothing(Calibrate);
        CollectionAssert.AreEqual(before, ViewAssert.Values(classifier.Transform(Support())));
        var rejecting = Catalog.WithRejection(classifier, HeldOut(), measure: NoveltyMeasure.Distance, episodes: 4);
        var expected = ViewAssert.Values(rejecting.Transform(Support()));
        classifier.Dispose();
        CollectionAssert.AreEqual(expected, ViewAssert.Values(rejecting.Transform(Support())));
    }

    [TestMethod]
    public void ADistanceIsThatFromTheNearestClassMean()
    {
        using var meta = Catalog.PrototypicalNetwork(AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
        {
            Backbone = new Identity(Blobs.Size)
        })).Fit(Blobs.Create(s_mlContext));
        var scale = meta.Parameters["scale"].item<float>();
        BlobRow<string>[] Rows(params (string Label, float[] Features)[] rows) =>
            rows.Select(r => new BlobRow<string> { Label = r.Label, Features = r.Features }).ToArray();
        var support = Rows(("a", [1, 0, 0, 0]), ("a", [3, 0, 0, 0]), ("b", [0, 4, 0, 0]));
        var classifier = Catalog.Adapt(meta, s_mlContext.Data.LoadFromEnumerable(support), keepSupport: true);
        float[] Scores(NoveltyMeasure measure) => Catalog.WithRejection(classifier, HeldOut(), measure: measure, episodes: 2)
            .Transform(s_mlContext.Data.LoadFromEnumerable(Rows(
                ("", [2, 0, 0, 0]), ("", [2, 1, 2, 0]), ("", [0, 3, 0, 0])))).GetColumn<float>("NoveltyScore").ToArray();
        foreach (var (expected, actual) in new[] { 0, 5, 1f }.Zip(Scores(NoveltyMeasure.Distance)))
            Assert.AreEqual(expected * scale * scale, actual, 1e-4);
        foreach (var (expected, actual) in new[] { 0, 1 - 2 / 3f, 0 }.Zip(Scores(NoveltyMeasure.Cosine)))
            Assert.AreEqual(expected, actual, 1e-5);
    }

    [TestMethod]
    public void EveryLearnerCanReject()
    {
        foreach (var name in new[]
        {
            "Maml", "Maml, ensemble", "MatchingNetwork", "RelationNetwork", "NearestNeighbor", "NearestNeighbor, three", "FineTuning, head"
        })
        {
            using var meta = AllLearners.Trainers[name](Catalog).Fit(Blobs.Create(s_mlContext));
            var model = Catalog.WithRejection(Catalog.Adapt(meta, Support(), keepSupport: true), HeldOut(), episodes: 4);
            ViewAssert.ViewsEqual(model.Transform(Support()), Reload(model).Transform(Support()));
            Assert.IsTrue(model.Transform(Support()).GetColumn<float>("NoveltyScore").All(float.IsFinite), name);
        }
    }

    [TestMethod]
    public void ChangedClassesWantANewThreshold()
    {
        var changed = Catalog.RemoveClass(
            Catalog.WithRejection(
                Catalog.Adapt(s_meta, Blobs.Create(s_mlContext, classes: 3, rows: 3), keepSupport: true), HeldOut(), episodes: 4),
            "class 2");
        Assert.IsNull(changed.Transform(Support()).Schema.GetColumnOrNull("IsKnown"));
        Assert.IsNotNull(Rejection(Catalog.WithRejection(changed, HeldOut(), episodes: 4)));
    }

    [TestMethod]
    public void ShotsMayDifferFromClassToClass()
    {
        var rows = Blobs.Rows(Blobs.Name, classes: 2, rows: 4).Skip(1).Where((r, i) => i < 3 || r.Label == "class 1");
        var classifier = Catalog.Adapt(s_meta, s_mlContext.Data.LoadFromEnumerable(rows), keepSupport: true);
        Assert.IsTrue(Rejection(Catalog.WithRejection(classifier, HeldOut(), episodes: 10)).AreaUnderRocCurve > 0.9);
    }

    [TestMethod]
    public void WhatCannotBeDoneIsNamed()
    {
        var classifier = Catalog.Adapt(s_meta, Support(), keepSupport: true);
        ErrorAssert.Throws<InvalidOperationException>(
            () => Catalog.WithRejection(Catalog.Adapt(s_meta, Support()), HeldOut()),
            "WithRejection needs the support set",
            "keepSupport: true");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.WithRejection(classifier, HeldOut(), falseRejectionRate: 1),
            "falseRejectionRate must be at least 0 and less than 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.WithRejection(classifier, HeldOut(), queryShots: 0), "queryShots must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.WithRejection(classifier, HeldOut(), episodes: 1), "episodes must be at least 2");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.WithRejection(classifier, HeldOut(), queryShots: 40), "class 'held 0' has 20 rows");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.WithRejection(classifier, Blobs.Create(s_mlContext, classes: 2)), "at least 3 held-out classes", "there are 2");
    }

    private static TransformerChain<ITransformer> Rejecting(double rate = 0.05) =>
        Catalog.WithRejection(Catalog.Adapt(s_meta, Support(), keepSupport: true), HeldOut(), rate, episodes: 40);

    private static Rejection Rejection(ITransformer model) =>
        ((FewShotClassificationTransformer)((TransformerChain<ITransformer>)model).LastTransformer).Rejection!;

    private static IDataView Support() => Blobs.Create(s_mlContext, classes: 2, rows: 3);

    private static IDataView HeldOut() => Blobs.Create(s_mlContext, i => $"held {i}", classes: 4, rows: 20, seed: 9);

    private static Prediction[] Predictions(
        PredictionEngine<BlobRow<string>, Prediction> engine,
        int first,
        int classes) => Blobs.Rows(Blobs.Name, classes: 4, rows: 20, seed: 5)
        .Where(r => Enumerable.Range(first, classes).Select(Blobs.Name).Contains(r.Label)).Select(r => engine.Predict(r)).ToArray();

    private static ITransformer Reload(ITransformer model)
    {
        using var stream = new MemoryStream();
        s_mlContext.Model.Save(model, Support().Schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out _);
    }

    private sealed class Prediction
    {
        public bool IsKnown { get; set; }

        public float NoveltyScore { get; set; }
    }
}
