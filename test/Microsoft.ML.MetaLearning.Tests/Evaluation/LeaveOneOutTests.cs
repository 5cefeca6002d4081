using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>What a support set alone says about its classifier: accuracy on rows held out, and neighbors.</summary>
[TestClass]
public sealed class LeaveOneOutTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private MetaLearningCatalog Catalog => _mlContext.MetaLearning();

    // The limits of Brown, Cai and DasGupta, 2001, and of the usual tables.
    [TestMethod]
    [DataRow(0, 10, 0, 0.2775)]
    [DataRow(10, 10, 0.7225, 1)]
    [DataRow(5, 10, 0.2366, 0.7634)]
    [DataRow(81, 263, 0.2553, 0.3662)]
    public void IntervalsAreThoseOfWilson(int successes, int trials, double low, double high)
    {
        var interval = WilsonInterval.Of(successes, trials);
        Assert.AreEqual(low, interval.Low, 1e-4);
        Assert.AreEqual(high, interval.High, 1e-4);
    }

    [TestMethod]
    public void EachRowIsPredictedByTheOthers()
    {
        var rows = Blobs.Rows(Blobs.Name, classes: 3, rows: 4).ToArray();
        // A row of a wrong label: a classifier that had seen it might know it.
        rows[0].Label = Blobs.Name(1);
        var metrics = Catalog.EvaluateByLeaveOneOut(Catalog.FewShot().Fit(View(rows)));
        Assert.AreEqual((12, 12, 11), (metrics.Rows, metrics.Folds, metrics.Correct));
        var mistaken = metrics.Classes.Single(c => c.Label == Blobs.Name(1));
        Assert.AreEqual((5, 4, 1), (mistaken.Rows, mistaken.Correct, mistaken.Predictions[Blobs.Name(0)]));
        StringAssert.Contains(metrics.ToString(), "class 1: 4 of 5 (1 as class 0)");
        StringAssert.Contains(metrics.ToString(), "leave-one-out, 11 of 12 rows");
    }

    [TestMethod]
    public void ManyRowsAreHeldOutInFolds()
    {
        var classifier = Catalog.FewShot(head: FewShotHead.Prototypes).Fit(Blobs.Create(_mlContext, classes: 4, rows: 30));
        var metrics = Catalog.EvaluateByLeaveOneOut(classifier);
        Assert.AreEqual((120, 5), (metrics.Rows, metrics.Folds));
        Assert.IsGreaterThan(0.95, metrics.Accuracy);
    }

    [TestMethod]
    public void ClassesOfOneRowAreNotKnown()
    {
        var rows = Blobs.Rows(Blobs.Name, classes: 3, rows: 3).ToArray();
        var metrics = Catalog.EvaluateByLeaveOneOut(Catalog.FewShot().Fit(View([.. rows.Where(r => r.Label != Blobs.Name(2)), rows[2]])));
        Assert.AreEqual(6, metrics.Rows);
        CollectionAssert.AreEqual(new[] { Blobs.Name(2) }, metrics.ClassesOfOneRow.ToArray());
        StringAssert.Contains(metrics.ToString(), "not known for classes of one row: class 2");
        ErrorAssert.Throws<InvalidOperationException>(
            () => Catalog.EvaluateByLeaveOneOut(Catalog.FewShot().Fit(View(rows[..3]))), "every class of the support set has one row");
    }

    [TestMethod]
    public void ExplanationNamesTheNearestRows()
    {
        var rows = Blobs.Rows(Blobs.Name, classes: 4, rows: 5).ToArray();
        var classifier = Catalog.FewShot().Fit(View(rows));
        var explanations = Catalog.Explain(classifier, View(rows), neighbors: 2);
        foreach (var (explanation, i) in explanations.Select((e, i) => (e, i)))
        {
            Assert.AreEqual(rows[i].Label, explanation.PredictedLabel);
            Assert.AreEqual((2, i), (explanation.Neighbors.Count, explanation.Neighbors[0].Row));
            Assert.AreEqual(1, explanation.Neighbors[0].Similarity, 1e-5);
            Assert.AreEqual(rows[explanation.Neighbors[1].Row].Label, explanation.Neighbors[1].Label);
        }
        var score = classifier.Transform(View(rows)).GetColumn<float[]>("Score").First().Max();
        Assert.AreEqual(score, explanations[0].Probability, 1e-6);
    }

    [TestMethod]
    public void OtherLearnersCanBeAskedToo()
    {
        var data = Blobs.Create(_mlContext);
        var support = Blobs.Create(_mlContext, classes: 3, rows: 3, seed: 2);
        var model = Catalog.PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
        {
            Backbone = new Mlp(Blobs.Size, [8]),
            Ways = 3,
            QueryShots = 2,
            OuterLoop = { MetaSteps = 5 },
        }).Fit(data);
        var classifier = Catalog.Adapt(model, support, keepSupport: true);
        Assert.AreEqual(9, Catalog.EvaluateByLeaveOneOut(classifier).Rows);
        Assert.HasCount(9, Catalog.Explain(classifier, support, neighbors: 100)[0].Neighbors);
        ErrorAssert.Throws<InvalidOperationException>(() => Catalog.Explain(Catalog.Adapt(model, support), support), "keepSupport");
    }

    private IDataView View(BlobRow<string>[] rows) => _mlContext.Data.LoadFromEnumerable(rows);
}
