using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>An adapted model is an ordinary classifier of the support set's labels.</summary>
[TestClass]
public sealed class AdaptTests
{
    private static readonly MLContext s_mlContext = new(seed: 1);
    private static readonly MetaLearnedTransformer s_model = TinyModels.TrainedClassifier(s_mlContext);

    [TestMethod]
    public void LabelsAreInTheOrderOfTheirFirstRows()
    {
        string[] names = ["zeta", "alpha", "mu"];
        CollectionAssert.AreEqual(names, Fit(Blobs.Create(s_mlContext, i => names[i], classes: 3)).Labels.ToArray());
        int[] numbers = [30, -10, 20];
        CollectionAssert.AreEqual(
            new[] { "30", "-10", "20" }, Fit(Blobs.Create(s_mlContext, i => numbers[i], classes: 3)).Labels.ToArray());
    }

    [TestMethod]
    public void LabelsOfKeysAreInTheOrderOfTheKeys()
    {
        string[] names = ["zeta", "alpha", "mu"];
        var support = Blobs.Create(s_mlContext, i => names[i], classes: 3);
        var keys = s_mlContext.Transforms.Conversion.MapValueToKey(
            "Label", keyOrdinality: Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(support);
        CollectionAssert.AreEqual(new[] { "alpha", "mu", "zeta" }, Fit(keys.Transform(support)).Labels.ToArray());
    }

    [TestMethod]
    public void KeysWithoutRowsAreNoClasses()
    {
        var keys = s_mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(Blobs.Create(s_mlContext, classes: 4));
        var support = s_mlContext.Data.FilterRowsByKeyColumnFraction(
            keys.Transform(Blobs.Create(s_mlContext, classes: 4)), "Label", 0.5, 1);
        CollectionAssert.AreEqual(new[] { "class 2", "class 3" }, Fit(support).Labels.ToArray());
    }

    [TestMethod]
    public void ScoresAreProbabilitiesWithTheLabelsAsSlotNames()
    {
        var output = Fit(Blobs.Create(s_mlContext, classes: 3)).Transform(Blobs.Create(s_mlContext, classes: 3));
        VBuffer<ReadOnlyMemory<char>> names = default;
        output.Schema["Score"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(new[] { "class 0", "class 1", "class 2" }, names.DenseValues().Select(n => n.ToString()).ToArray());
        var predicted = output.GetColumn<uint>("PredictedLabel").ToArray();
        var scores = output.GetColumn<float[]>("Score").ToArray();
        for (var i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(1, scores[i].Sum(), 1e-5);
            Assert.IsTrue(scores[i].All(s => s is >= 0 and <= 1));
            Assert.AreEqual(scores[i].Max(), scores[i][predicted[i] - 1]);
        }
    }

    [TestMethod]
    public void MulticlassEvaluationWorksOnTheOutput()
    {
        var keys = s_mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(Blobs.Create(s_mlContext, classes: 3));
        var support = keys.Transform(Blobs.Create(s_mlContext, classes: 3, rows: 3));
        var test = keys.Transform(Blobs.Create(s_mlContext, classes: 3, rows: 20, seed: 9));
        var metrics = s_mlContext.MulticlassClassification.Evaluate(s_mlContext.MetaLearning().Adapt(s_model, support).Transform(test));
        Assert.IsTrue(metrics.MicroAccuracy > 0.9, $"Clouds this far apart are easy, but accuracy is {metrics.MicroAccuracy}.");
        Assert.IsTrue(metrics.LogLoss < Math.Log(3), $"log loss {metrics.LogLoss}");
        Assert.AreEqual(3, metrics.ConfusionMatrix.NumberOfClasses);
    }

    [TestMethod]
    public void PredictedTextComesBackAsText() => ComesBack(Blobs.Name);

    [TestMethod]
    public void PredictedIntegersComeBackInTheirOwnType()
    {
        ComesBack(i => (sbyte)(-i));
        ComesBack(i => (byte)(200 + i));
        ComesBack(i => (short)(-1000 * i));
        ComesBack(i => (ushort)(40_000 + i));
        ComesBack(i => -100_000 * i);
        ComesBack(i => uint.MaxValue - (uint)i);
        ComesBack(i => long.MinValue + i);
        ComesBack(i => ulong.MaxValue - (ulong)i);
    }

    [TestMethod]
    public void PredictedKeysComeBackAsTheirKeyValues()
    {
        static ITransformer Keys(IDataView data) => s_mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(data);
        ComesBack(Blobs.Name, Keys);
        ComesBack(i => 1_000_000_000_000L + i, Keys);
        ComesBack(i => (short)(7 - i), Keys);
    }

    [TestMethod]
    public void FewerClassesThanWaysAreTold()
    {
        var support = Blobs.Create(s_mlContext, classes: 2, rows: 3);
        var output = s_mlContext.MetaLearning().Adapt(s_model, support).Transform(support);
        Assert.IsTrue(output.GetColumn<float[]>("Score").All(s => s.Length == 2));
        Assert.AreEqual(2ul, ((KeyDataViewType)output.Schema["PredictedLabel"].Type).Count);
    }

    [TestMethod]
    public void ThePredictionOfARowDependsOnNoOtherRow()
    {
        var model = TinyModels.Classifier(
            s_mlContext, o => (o.Normalization, o.Backbone) = (Normalization.TransductiveBatch, new Mlp(Blobs.Size, [6], normalize: true)));
        var log = new RecordedLog(s_mlContext);
        var classifier = s_mlContext.MetaLearning().Adapt(model, Blobs.Create(s_mlContext, classes: 3));
        Assert.IsTrue(log.Messages.Any(m => m.Contains("normalizes by the support set instead")), "It says so.");
        var rows = Blobs.Create(s_mlContext, seed: 4);
        var all = ViewAssert.Values(classifier.Transform(rows));
        CollectionAssert.AreEqual(all[^1..], ViewAssert.Values(classifier.Transform(s_mlContext.Data.SkipRows(rows, all.Length - 1))));
    }

    [TestMethod]
    public void AdaptationLeavesTheModelAsItWas()
    {
        var data = Blobs.Create(s_mlContext);
        var before = ViewAssert.Values(s_model.Transform(data));
        Fit(Blobs.Create(s_mlContext, classes: 3, seed: 3)).Dispose();
        CollectionAssert.AreEqual(before, ViewAssert.Values(s_model.Transform(data)));
    }

    [TestMethod]
    public void OtherColumnsCanBeNamedForAdaptation()
    {
        var support = s_mlContext.Transforms.CopyColumns("Kind", "Label").Append(s_mlContext.Transforms.CopyColumns("Inputs", "Features"))
            .Append(s_mlContext.Transforms.SelectColumns("Kind", "Inputs")).Fit(Blobs.Create(s_mlContext, classes: 3))
                .Transform(Blobs.Create(s_mlContext, classes: 3));
        var classifier = s_mlContext.MetaLearning().FewShotClassification(s_model, "Kind", "Inputs").Fit(support);
        Assert.AreEqual("Inputs", classifier.FeatureColumnName);
        Assert.AreEqual(24, classifier.Transform(support).GetColumn<uint>("PredictedLabel").Count());
    }

    [TestMethod]
    public void WhatDoesNotEndInAMetaLearnedModelIsNamed()
    {
        var copy = s_mlContext.Transforms.CopyColumns("A", "Features").Fit(Blobs.Create(s_mlContext));
        ErrorAssert.Throws<ArgumentException>(
            () => s_mlContext.MetaLearning().Adapt(copy, Blobs.Create(s_mlContext)),
            "must end in a meta-learned model",
            "ColumnCopyingTransformer");
    }

    [TestMethod]
    public void AModelOfTheOtherTaskPointsToTheOtherMethod()
    {
        var regressor = TinyModels.Regressor(s_mlContext);
        var catalog = s_mlContext.MetaLearning();
        ErrorAssert.Throws<ArgumentException>(() => catalog.FewShotClassification(regressor), "use FewShotRegression");
        ErrorAssert.Throws<ArgumentException>(() => catalog.FewShotRegression(s_model), "use FewShotClassification");
        ErrorAssert.Throws<ArgumentException>(() => catalog.Evaluate(regressor, catalog.LoadSinusoids(4, 8)), "use EvaluateRegression");
        ErrorAssert.Throws<ArgumentException>(() => catalog.EvaluateRegression(s_model, Blobs.Create(s_mlContext)), "use Evaluate");
    }

    private static void ComesBack<TLabel>(Func<int, TLabel> label, Func<IDataView, ITransformer>? keys = null)
    {
        var support = Blobs.Create(s_mlContext, label, classes: 3, rows: 3);
        if (keys is not null)
            support = keys(support).Transform(support);
        var output = s_mlContext.MetaLearning().Adapt(s_model, support).Transform(support);
        var values = s_mlContext.Transforms.Conversion.MapKeyToValue("Value", "PredictedLabel").Fit(output).Transform(output);
        var expected = output.GetColumn<uint>("PredictedLabel").Select(key => $"{label((int)key - 1)}").ToArray();
        var actual = typeof(TLabel) == typeof(string)
            ? values.GetColumn<string>("Value").ToArray()
            : values.GetColumn<TLabel>("Value").Select(v => $"{v}").ToArray();
        CollectionAssert.AreEqual(expected, actual);
    }

    private static FewShotClassificationTransformer Fit(IDataView support) =>
        s_mlContext.MetaLearning().FewShotClassification(s_model).Fit(support);
}
