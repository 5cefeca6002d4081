using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>What a user of ML.NET may rely on, whichever learner the pipeline names.</summary>
[TestClass]
public sealed class EveryTrainerTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private static IEnumerable<object[]> Trainers => AllLearners.Trainers.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void MetaTrainingKeepsTheContract(string name) =>
        EstimatorWorkout.Run(_mlContext, Trainer(name), Blobs.Create(_mlContext), Invalid());

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void AdaptationKeepsTheContract(string name)
    {
        using var meta = Trainer(name).Fit(Blobs.Create(_mlContext));
        EstimatorWorkout.Run(_mlContext, _mlContext.MetaLearning().FewShotClassification(meta), Support(), Invalid());
        EstimatorWorkout.Run(_mlContext, _mlContext.MetaLearning().FewShotClassification(meta, keepSupport: true), Support(), Invalid());
    }

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void SavedMetaModelAdaptsAsItDidBefore(string name)
    {
        using var meta = Trainer(name).Fit(Blobs.Create(_mlContext));
        using var stream = new MemoryStream();
        _mlContext.Model.Save(meta, Blobs.Create(_mlContext).Schema, stream);
        stream.Position = 0;
        var loaded = _mlContext.Model.Load(stream, out _);
        var expected = _mlContext.MetaLearning().Adapt(meta, Support()).Transform(Support());
        ViewAssert.ViewsEqual(expected, _mlContext.MetaLearning().Adapt(loaded, Support()).Transform(Support()));
        Assert.AreEqual(meta.Learner.GetType(), ((MetaLearnedTransformer)loaded).Learner.GetType());
    }

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void AdaptedModelServesThroughAPredictionEngine(string name)
    {
        using var meta = Trainer(name).Fit(Blobs.Create(_mlContext));
        var classifier = _mlContext.MetaLearning().Adapt(meta, Support());
        using var engine = _mlContext.Model.CreatePredictionEngine<BlobRow<string>, Prediction>(classifier);
        var rows = Blobs.Rows(Blobs.Name, classes: 3, rows: 4).ToArray();
        var expected = classifier.Transform(_mlContext.Data.LoadFromEnumerable(rows)).GetColumn<float[]>("Score").ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            var score = engine.Predict(rows[i]).Score;
            CollectionAssert.AreEqual(expected[i], score);
            Assert.AreEqual(1, score.Sum(), 1e-5, "Scores are probabilities.");
        }
    }

    [TestMethod]
    public void EveryTrainerOfTheCatalogIsTested()
    {
        // The regressor has another kind of rows, and tests of its own.
        var offered = typeof(MetaLearningCatalog).GetMethods().Select(m => m.ReturnType)
            .Where(t => t.IsAssignableTo(typeof(IMetaTrainer)) && t != typeof(MamlRegressionTrainer));
        CollectionAssert.AreEquivalent(
            offered.Distinct().ToArray(), AllLearners.Trainers.Keys.Select(name => Trainer(name).GetType()).Distinct().ToArray());
    }

    private IEstimator<MetaLearnedTransformer> Trainer(string name) => AllLearners.Trainers[name](_mlContext.MetaLearning());

    private IDataView Support() => Blobs.Create(_mlContext, classes: 3, rows: 4);

    private IDataView Invalid() => _mlContext.Data.LoadFromEnumerable([new InvalidRow()]);

    private sealed class InvalidRow
    {
        public float Label { get; set; }
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}
