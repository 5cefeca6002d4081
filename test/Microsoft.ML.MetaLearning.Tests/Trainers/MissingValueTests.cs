using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>
/// No confident answer from nothing: features that are no numbers are not predicted from, and an adaptation that diverged is no model.
/// </summary>
[TestClass]
public sealed class MissingValueTests
{
    private static readonly MLContext s_mlContext = new(seed: 1);
    private static readonly BlobRow<string>[] s_rows = Blobs.Rows(Blobs.Name, classes: 3).ToArray();
    private static readonly IDataView s_data = s_mlContext.Data.LoadFromEnumerable(s_rows);

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NegativeInfinity)]
    public void ARowWithoutANumberIsNotClassified(float value)
    {
        var classifier = s_mlContext.MetaLearning().Adapt(TinyModels.Classifier(s_mlContext), s_data, keepSupport: true);
        var broken = s_rows.Select((row, i) => i == 1 ? Broken(row, value) : row).ToArray();
        using var engine = s_mlContext.Model.CreatePredictionEngine<BlobRow<string>, Prediction>(classifier);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => engine.Predict(broken[1]));
        StringAssert.Contains(error.Message, "feature column 'Features' has the value");
        StringAssert.Contains(error.Message, "slot 2");

        var names = s_mlContext.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(classifier.Transform(s_data));
        var view = names.Transform(classifier.Transform(s_mlContext.Data.LoadFromEnumerable(broken)));
        var expected = names.Transform(classifier.Transform(s_data));
        var (scores, keys, labels) = (
            view.GetColumn<float[]>("Score").ToArray(),
            view.GetColumn<uint>("PredictedLabel").ToArray(),
            view.GetColumn<string>("Name").ToArray());
        Assert.IsTrue(scores[1].All(float.IsNaN));
        Assert.AreEqual((0u, ""), (keys[1], labels[1] ?? ""));
        Assert.AreEqual(broken.Length - 1, keys.Count(key => key > 0));
        CollectionAssert.AreEqual(expected.GetColumn<float[]>("Score").Last(), scores[^1]);
    }

    [TestMethod]
    public void ARowWithoutANumberIsKnownToNone()
    {
        var catalog = s_mlContext.MetaLearning();
        var classifier = catalog.Adapt(
            TinyModels.Classifier(s_mlContext),
            s_mlContext.Data.LoadFromEnumerable(Blobs.Rows(Blobs.Name, classes: 2).Take(4)),
            keepSupport: true);
        var careful = catalog.WithRejection(classifier, Blobs.Create(s_mlContext), queryShots: 1, episodes: 5);
        var view = careful.Transform(s_mlContext.Data.LoadFromEnumerable([Broken(s_rows[0], float.NaN)]));
        Assert.IsFalse(view.GetColumn<bool>("IsKnown").Single());
        Assert.IsTrue(float.IsNaN(view.GetColumn<float>("NoveltyScore").Single()));
    }

    [TestMethod]
    public void ARowWithoutANumberHasNoValueAndNoEmbedding()
    {
        var points = s_mlContext.MetaLearning().LoadSinusoids(curves: 1, points: 6);
        var regressor = s_mlContext.MetaLearning().Adapt(TinyModels.Regressor(s_mlContext), points);
        var broken = s_mlContext.Data.LoadFromEnumerable([new SinusoidRow { Features = [float.NaN] }]);
        Assert.IsTrue(float.IsNaN(regressor.Transform(broken).GetColumn<float>("Score").Single()));
        var blobs = s_mlContext.Data.LoadFromEnumerable([Broken(s_rows[0], float.NaN)]);
        Assert.IsTrue(TinyModels.Classifier(s_mlContext).Transform(blobs).GetColumn<float[]>("Embedding").Single().All(float.IsNaN));
    }

    [TestMethod]
    public void AnAdaptationThatDivergesIsNoModel()
    {
        var meta = TinyModels.TrainedClassifier(s_mlContext);
        var catalog = s_mlContext.MetaLearning();
        foreach (var use in new Action[]
        {
            () => catalog.Adapt(meta, Scaled(1e15f)), () => catalog.Evaluate(meta, Scaled(1e15f), new(QueryShots: 2, Episodes: 2))
        })
        {
            var error = Assert.ThrowsExactly<InvalidOperationException>(use);
            StringAssert.Contains(error.Message, "the adaptation diverged");
            StringAssert.Contains(error.Message, "NormalizeMeanVariance");
        }
        var points = s_mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 6)
            .Select(i => new SinusoidRow { Features = [i * 1e15f], Label = i }));
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => catalog.Adapt(TinyModels.Regressor(s_mlContext), points)).Message,
            "NormalizeMeanVariance");
    }

    // The row may be in any task of the meta-step that diverged.
    [TestMethod]
    public void OneRowOfAScaleThatNoRateSuitsIsNamed()
    {
        var rows = s_mlContext.Data.LoadFromEnumerable(s_rows.Select((row, i) => i == s_rows.Length - 1 ? Broken(row, 1e38f) : row));
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() =>
                s_mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o => o.OuterLoop.MetaSteps = 200)).Fit(rows)).Message,
            "features have values up to 1E+38");
    }

    [TestMethod]
    public void AScaleThatNoRateSuitsIsNamed() => StringAssert.Contains(
        Assert.ThrowsExactly<InvalidOperationException>(() => s_mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions())
            .Fit(Scaled(1e30f))).Message,
        "features have values up to");

    private static IDataView Scaled(float scale) => s_mlContext.Data.LoadFromEnumerable(
        Blobs.Rows(Blobs.Name, classes: 3)
            .Select(row => new BlobRow<string> { Label = row.Label, Features = Array.ConvertAll(row.Features, x => scale * x) }));

    private static BlobRow<string> Broken(BlobRow<string> row, float value) =>
        new() { Label = row.Label, Features = [row.Features[0], row.Features[1], value, row.Features[3]] };
}
