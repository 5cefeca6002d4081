using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>A classifier straight from embeddings: its contract, its life, and what it refuses.</summary>
[TestClass]
public sealed class FewShotEstimatorTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private MetaLearningCatalog Catalog => _mlContext.MetaLearning();

    [TestMethod]
    [DataRow(FewShotHead.Automatic, 1)]
    [DataRow(FewShotHead.Automatic, 5)]
    [DataRow(FewShotHead.Prototypes, 1)]
    [DataRow(FewShotHead.Ridge, 1)]
    [DataRow(FewShotHead.Ridge, 5)]
    [DataRow(FewShotHead.Logistic, 1)]
    [DataRow(FewShotHead.Logistic, 5)]
    public void EachHeadKeepsTheContractAndLearns(FewShotHead head, int shots)
    {
        var support = Blobs.Create(_mlContext, classes: 4, rows: shots);
        var nothing = _mlContext.Data.LoadFromEnumerable(new[] { new { Other = 1f } });
        EstimatorWorkout.Run(_mlContext, Catalog.FewShot(head: head), support, nothing);
        Assert.IsGreaterThan(0.95, Accuracy(Catalog.FewShot(head: head).Fit(support)));
    }

    [TestMethod]
    public void OrderOfRowsDoesNotMatter()
    {
        // In reverse order the classes are, too.
        var rows = Blobs.Rows(Blobs.Name, classes: 4, rows: 5).ToArray();
        foreach (var head in new[] { FewShotHead.Prototypes, FewShotHead.Ridge })
        {
            var estimator = Catalog.FewShot(head: head);
            var (one, other) = (Scores(estimator.Fit(View(rows))), Scores(estimator.Fit(View(rows.Reverse().ToArray()))));
            foreach (var (first, second) in one.Zip(other))
                TensorAssert.Close(
                    first.Select(s => (double)s).ToArray(), second.Reverse().Select(s => (double)s).ToArray(), 1e-4, $"{head}");
        }
    }

    [TestMethod]
    public void SquareRootsCountWhereNothingIsNegative()
    {
        float[][] support = [[4, 1], [1, 4], [9, 1], [1, 9]];
        BlobRow<string>[] Rows(Func<float, float> map) => support.Select((x, i) => new BlobRow<string>
        {
            Label = Blobs.Name(i % 2),
            Features = [map(x[0]), map(x[1]), map(0), map(0)],
        }).ToArray();
        var query = View([new() { Label = Blobs.Name(0), Features = [4, 2, 0, 0] }]);
        var roots = View([new() { Label = Blobs.Name(0), Features = [2, MathF.Sqrt(2), 0, 0] }]);
        float[] Score(BlobRow<string>[] rows, IDataView row) =>
            Catalog.FewShot(head: FewShotHead.Prototypes).Fit(View(rows)).Transform(row).GetColumn<float[]>("Score").Single();
        // A number below zero, however small, marks features as signed.
        BlobRow<string>[] signed = Rows(MathF.Sqrt);
        signed[0].Features[3] = -1e-6f;
        TensorAssert.Close(
            Score(signed, roots).Select(s => (double)s).ToArray(), Score(Rows(x => x), query).Select(s => (double)s).ToArray(), 1e-3,
            "scores");
    }

    [TestMethod]
    public void BackgroundIsTheCentre()
    {
        var support = Blobs.Create(_mlContext, classes: 4, rows: 1);
        FewShotEstimator With(IDataView? background) => Catalog.FewShot(new FewShotEstimator.Options { Background = background });
        var classifier = With(Blobs.Create(_mlContext, classes: 4, rows: 20, seed: 7)).Fit(support);
        Assert.IsFalse(Scores(classifier)[0].SequenceEqual(Scores(With(null).Fit(support))[0]));
        Assert.IsGreaterThan(0.95, Accuracy(classifier));
        var more = Catalog.Readapt(classifier, Blobs.Create(_mlContext, classes: 4, rows: 2, seed: 3));
        Assert.IsGreaterThan(0.95, Accuracy(more));
    }

    [TestMethod]
    public void ClassesComeAndGo()
    {
        var rows = Blobs.Rows(Blobs.Name, classes: 4, rows: 4).ToArray();
        var all = Catalog.FewShot().Fit(View(rows));
        var three = Catalog.FewShot().Fit(View(rows.Where(r => r.Label != Blobs.Name(3)).ToArray()));
        var added = Catalog.AddClasses(three, View(rows.Where(r => r.Label == Blobs.Name(3)).ToArray()));
        Assert.IsGreaterThan(0.95, Accuracy(added));
        Assert.AreEqual(3, ((FewShotClassificationTransformer)Catalog.RemoveClass(all, Blobs.Name(3)).LastTransformer).Labels.Count);
        Assert.IsTrue(all.KeepsSupport);
        ErrorAssert.Throws<InvalidOperationException>(
            () => Catalog.RemoveClass(Catalog.FewShot(new FewShotEstimator.Options { KeepSupport = false }).Fit(View(rows)), Blobs.Name(3)),
            "keepSupport");
    }

    [TestMethod]
    public void RejectsAndIsEvaluatedAsAMetaLearnedModel()
    {
        var support = Blobs.Create(_mlContext, classes: 2, rows: 4);
        var heldOut = Blobs.Create(_mlContext, i => Blobs.Name(i + 2), classes: 8, rows: 8);
        var careful = Catalog.WithRejection(Catalog.FewShot().Fit(support), heldOut, queryShots: 2, episodes: 5);
        Assert.IsNotNull(careful.Transform(support).Schema.GetColumnOrNull("IsKnown"));
        using var model = Catalog.FewShot().ToMetaModel(support.Schema);
        var metrics = Catalog.Evaluate(model, Blobs.Create(_mlContext), new(Ways: 3, Shots: 2, QueryShots: 2, Episodes: 10));
        Assert.IsGreaterThan(0.9, metrics.Inductive.Accuracy);
    }

    [TestMethod]
    public void BadSupportSetsAreNamed()
    {
        var rows = Blobs.Rows(Blobs.Name, classes: 3, rows: 2).ToArray();
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.FewShot().Fit(View(rows.Take(1).ToArray())), "at least 2 classes", "'class 0'");
        ErrorAssert.Throws<InvalidOperationException>(() => Catalog.FewShot().Fit(View(rows.Take(0).ToArray())), "has no rows");
        ErrorAssert.Throws<InvalidOperationException>(
            () => Catalog.FewShot().Fit(Blobs.WithFeature(_mlContext, float.NaN, row: 3)), "row 3", "NaN", "'Features'");
        rows[4].Features = new float[Blobs.Size];
        ErrorAssert.Throws<InvalidOperationException>(() => Catalog.FewShot().Fit(View(rows)), "row 4", "nothing but zeros", "'Features'");
        ErrorAssert.Throws<InvalidOperationException>(
            () => Catalog.FewShot(new FewShotEstimator.Options { Background = View([]) }).Fit(View(rows[..4])),
            "the background has no rows");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => Catalog.FewShot(head: (FewShotHead)9), "Head");
    }

    private double Accuracy(ITransformer classifier)
    {
        var rows = Blobs.Create(_mlContext, classes: 4, rows: 10, seed: 5);
        var labels = rows.GetColumn<string>("Label").ToArray();
        var predicted = _mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(rows))
            .Transform(classifier.Transform(rows)).GetColumn<string>("PredictedLabel");
        return labels.Zip(predicted, (label, prediction) => label == prediction ? 1.0 : 0).Average();
    }

    private float[][] Scores(ITransformer classifier) =>
        classifier.Transform(Blobs.Create(_mlContext, classes: 4, rows: 10, seed: 5)).GetColumn<float[]>("Score").ToArray();

    private IDataView View(BlobRow<string>[] rows) => _mlContext.Data.LoadFromEnumerable(rows);
}
