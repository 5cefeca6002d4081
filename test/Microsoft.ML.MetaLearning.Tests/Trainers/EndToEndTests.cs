using System;
using System.Linq;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>
/// What a user types, on real drawings: from a folder of images to a prediction in another process. The training is a token one.
/// </summary>
[TestClass]
public sealed class EndToEndTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void DrawingsBecomeAnOrdinaryClassifier()
    {
        var (metaModel, test) = MetaTrain();
        var classifier = _mlContext.MetaLearning().Adapt(metaModel, Support(test));

        var output = classifier.Transform(test);
        var named = _mlContext.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(output).Transform(output);
        var labels = Support(test).GetColumn<string>("Label").ToArray();
        CollectionAssert.IsSubsetOf(named.GetColumn<string>("Name").Distinct().ToArray(), labels);

        var keyed = _mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(output).Transform(output);
        var metrics = _mlContext.MulticlassClassification.Evaluate(keyed);
        Assert.IsTrue(
            metrics.MicroAccuracy > 0.5, $"The support rows themselves are a third of the rows, but accuracy is {metrics.MicroAccuracy}.");
        Assert.AreEqual(3, metrics.PerClassLogLoss.Count);
    }

    [TestMethod]
    public void TheMetaModelEmbedsDrawings()
    {
        var (metaModel, test) = MetaTrain();
        var embeddings = metaModel.Transform(test).GetColumn<float[]>("Embedding").ToArray();
        Assert.AreEqual(9, embeddings.Length);
        Assert.IsTrue(embeddings.All(e => e.Length == 4 && e.All(float.IsFinite)));
        Assert.AreEqual(9, embeddings.Select(e => string.Join(" ", e)).Distinct().Count(), "Each drawing has its own.");
    }

    [TestMethod]
    [DataRow("de_DE")]
    [DataRow("tr_TR")]
    public void AnotherProcessUnderAnotherCulturePredictsTheSame(string culture)
    {
        var (metaModel, test) = MetaTrain();
        var support = Support(test);
        var classifier = _mlContext.MetaLearning().Adapt(metaModel, support);
        var named = classifier.Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(support)));
        var file = _folder.File("classifier.zip");
        _mlContext.Model.Save(named, support.Schema, file);

        using var engine = _mlContext.Model.CreatePredictionEngine<ImageRow, Prediction>(named);
        var query = test.GetColumn<string>("ImagePath").Last();
        var expected = engine.Predict(new ImageRow { ImagePath = query });

        var run = SampleProcess.Run("OmniglotFewShot", culture, "predict", "--model", file, "--image", query);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        using var json = JsonDocument.Parse(run.Output);
        Assert.AreEqual(expected.PredictedLabel, json.RootElement.GetProperty("PredictedLabel").GetString());
        var scores = json.RootElement.GetProperty("Scores").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetSingle());
        CollectionAssert.AreEqual(expected.Score, support.GetColumn<string>("Label").Select(label => scores[label]).ToArray());
    }

    [TestMethod]
    public void TheWholePipelineIsLoadedWithoutRegistration()
    {
        var (metaModel, test) = MetaTrain();
        var file = _folder.File("meta.zip");
        _mlContext.Model.Save(metaModel, test.Schema, file);
        var loaded = new MLContext().Model.Load(file, out var schema);
        ViewAssert.SchemasEqual(test.Schema, schema);
        var support = Support(test);
        CollectionAssert.AreEqual(
            _mlContext.MetaLearning().Adapt(metaModel, support).Transform(test).GetColumn<float[]>("Score").SelectMany(s => s).ToArray(),
            _mlContext.MetaLearning().Adapt(loaded, support).Transform(test).GetColumn<float[]>("Score").SelectMany(s => s).ToArray());
    }

    private (ITransformer MetaModel, IDataView Test) MetaTrain()
    {
        var drawings = _mlContext.MetaLearning().LoadImageFolder(Drawings.Omniglot(_folder, "Tagalog", characters: 8, drawings: 3));
        var classes = drawings.GetColumn<string>("Label").Distinct().ToArray();
        var split = _mlContext.MetaLearning()
            .SplitByClass(drawings, label => classes.Take(3).Contains(label) ? MetaPhase.Test : MetaPhase.Train);
        var pipeline = _mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")
            .Append(_mlContext.Transforms.ResizeImages("Image", 16, 16))
            .Append(_mlContext.Transforms.ExtractPixels(
                "Features", "Image", ImagePixelExtractingEstimator.ColorBits.Red, offsetImage: 255, scaleImage: -1f / 255))
            .Append(_mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o => o.Backbone = new Conv4(1, 16, 16, filters: 4))));
        return (pipeline.Fit(split.MetaTrain), split.MetaTest);
    }

    /// <summary>The first drawing of each of three characters.</summary>
    private IDataView Support(IDataView test)
    {
        var rows = _mlContext.Data.CreateEnumerable<ImageRow>(test, reuseRowObject: false);
        return _mlContext.Data.LoadFromEnumerable(rows.GroupBy(r => r.Label).Select(g => g.First()).ToArray());
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
