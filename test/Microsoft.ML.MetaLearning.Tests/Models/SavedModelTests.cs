using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Models;

/// <summary>What is loaded is what was saved, value by value, with no registration.</summary>
[TestClass]
public sealed class SavedModelTests
{
    private static readonly MLContext s_mlContext = new(seed: 1);

    [TestMethod]
    [DataRow("de-DE", "tr-TR")]
    [DataRow("tr-TR", "en-US")]
    [DataRow("fa-IR", "de-DE")]
    public void AModelSavedUnderOneCultureLoadsUnderAnother(string saved, string loaded)
    {
        var data = Blobs.Create(s_mlContext, i => -1_234_567 * i, classes: 3);
        using var stream = new MemoryStream();
        ITransformer model;
        using (new InCulture(saved))
        {
            model = s_mlContext.MetaLearning().Adapt(TinyModels.Classifier(s_mlContext), data);
            s_mlContext.Model.Save(model, data.Schema, stream);
        }
        stream.Position = 0;
        using (new InCulture(loaded))
            ViewAssert.ViewsEqual(model.Transform(data), new MLContext().Model.Load(stream, out _).Transform(data));
    }

    [TestMethod]
    public void TheSameModelGivesTheSameTensorsUnderEveryCulture()
    {
        string[] Values() => ViewAssert.Values(TinyModels.Classifier(new MLContext(seed: 1)).Transform(Blobs.Create(s_mlContext)));
        var expected = Values();
        using var persian = new InCulture("fa-IR");
        CollectionAssert.AreEqual(expected, Values());
    }

    [TestMethod]
    public void ALoadedMetaModelAdaptsAndEvaluatesAsBefore()
    {
        var chain = s_mlContext.Transforms.CopyColumns("Inputs", "Features")
            .Append(s_mlContext.MetaLearning()
                .Maml(TinyModels.ClassifierOptions(o => o.FeatureColumnName = "Inputs"))).Fit(Blobs.Create(s_mlContext));
        var loaded = Reload(chain, Blobs.Create(s_mlContext));
        var support = Blobs.Create(s_mlContext, i => $"new {i}", classes: 3);
        ViewAssert.ViewsEqual(
            s_mlContext.MetaLearning().Adapt(chain, support).Transform(support),
            s_mlContext.MetaLearning().Adapt(loaded, support).Transform(support));
        Assert.AreEqual(
            s_mlContext.MetaLearning().Evaluate(chain, support, new(QueryShots: 2, Episodes: 5)).ToString(),
            s_mlContext.MetaLearning().Evaluate(loaded, support, new(QueryShots: 2, Episodes: 5)).ToString());
    }

    [TestMethod]
    public void ALoadedRegressorPredictsAsBefore()
    {
        var points = s_mlContext.MetaLearning().LoadSinusoids(curves: 1, points: 6, seed: 9);
        var regressor = s_mlContext.MetaLearning().Adapt(TinyModels.Regressor(s_mlContext), points);
        ViewAssert.ViewsEqual(regressor.Transform(points), Reload(regressor, points).Transform(points));
    }

    [TestMethod]
    public void ALoadedModelSavesToTheSameBytes()
    {
        var data = Blobs.Create(s_mlContext);
        var model = TinyModels.Classifier(s_mlContext);
        CollectionAssert.AreEqual(Entries(Save(model, data)), Entries(Save(Reload(model, data), data)));
    }

    [TestMethod]
    [TestCategory("Slow")]
    public void OfAThousandLoadedModelsNoneDiffersInABit()
    {
        var trainer = s_mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o => o.Backbone = new Conv4(1, 28, 28, filters: 8)));
        var glyphs = s_mlContext.MetaLearning().LoadGlyphs(classes: 3, drawings: 3);
        var metaModel = trainer.Fit(glyphs);
        var (pairs, differing) = (0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var support = s_mlContext.MetaLearning().LoadGlyphs(classes: 3, drawings: 1, seed);
            var classifier = s_mlContext.MetaLearning().Adapt(metaModel, support);
            var expected = Scores(classifier, support);
            for (var i = 0; i < 4; i++)
                Compare(Reload(classifier, support));
            Compare(s_mlContext.MetaLearning().Adapt(Reload(metaModel, glyphs), support));

            void Compare(ITransformer loaded)
            {
                pairs++;
                differing += Scores(loaded, support).SequenceEqual(expected) ? 0 : 1;
            }
        }
        Assert.AreEqual((1000, 0), (pairs, differing));

        static int[] Scores(ITransformer model, IDataView data) =>
            model.Transform(data).GetColumn<float[]>("Score").SelectMany(row => row).Select(BitConverter.SingleToInt32Bits).ToArray();
    }

    [TestMethod]
    public void ThePredictionEngineGivesTheValuesOfTheView()
    {
        var rows = Blobs.Rows(Blobs.Name, classes: 3).ToArray();
        var view = s_mlContext.Data.LoadFromEnumerable(rows);
        var classifier = Reload(s_mlContext.MetaLearning().Adapt(TinyModels.Classifier(s_mlContext), view), view);
        var expected = s_mlContext.Data.CreateEnumerable<Prediction>(classifier.Transform(view), reuseRowObject: false).ToArray();
        using var engine = s_mlContext.Model.CreatePredictionEngine<BlobRow<string>, Prediction>(classifier);
        for (var i = 0; i < rows.Length; i++)
        {
            var prediction = engine.Predict(rows[i]);
            Assert.AreEqual(expected[i].PredictedLabel, prediction.PredictedLabel);
            CollectionAssert.AreEqual(expected[i].Score, prediction.Score);
        }
    }

    private static MemoryStream Save(ITransformer model, IDataView data)
    {
        var stream = new MemoryStream();
        s_mlContext.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        return stream;
    }

    private static ITransformer Reload(ITransformer model, IDataView data) => new MLContext().Model.Load(Save(model, data), out _);

    private static string[] Entries(Stream zip)
    {
        using var archive = new System.IO.Compression.ZipArchive(zip);
        return archive.Entries.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.FullName} {e.Length} {e.Crc32:X8}")).ToArray();
    }
}
