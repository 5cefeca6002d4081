using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Models;

/// <summary>A classifier whose classes change is the one that adapting to all rows together gives.</summary>
[TestClass]
public sealed class LifecycleTests
{
    private static readonly MLContext s_mlContext = new(seed: 1);

    private static MetaLearningCatalog Catalog => s_mlContext.MetaLearning();

    private static IEnumerable<object[]> Trainers => AllLearners.Trainers.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void EveryLearnerGivesWhatItGivesFromScratch(string name)
    {
        using var meta = AllLearners.Trainers[name](Catalog).Fit(Blobs.Create(s_mlContext));
        AddingRemovingAndReadaptingAreExact(meta);
    }

    [TestMethod]
    [DataRow(Normalization.SupportStatistics)]
    [DataRow(Normalization.TransductiveBatch)]
    [DataRow(Normalization.EpisodicRunning)]
    [DataRow(Normalization.Running)]
    [DataRow(Normalization.TaskNorm)]
    [DataRow(Normalization.Layer)]
    public void MomentsOfTheSupportSetAreThoseOfAllRows(Normalization normalization)
    {
        var options = AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
        {
            Normalization = normalization,
            Backbone = new Mlp(Blobs.Size, [6, 5], normalize: true),
        });
        using var meta = Catalog.PrototypicalNetwork(options).Fit(Blobs.Create(s_mlContext));
        AddingRemovingAndReadaptingAreExact(meta);
        AddingRemovingAndReadaptingAreExact(TinyModels.Classifier(
            s_mlContext, o => (o.Normalization, o.Backbone) = (normalization, new Mlp(Blobs.Size, [6, 5], normalize: true))));
    }

    [TestMethod]
    public void LabelsOfEveryTypeAreAppendedInTheOrderOfTheirFirstRows()
    {
        Appends(i => "zyxw"[i].ToString());
        Appends(i => -100_000 * i);
        Appends(i => (byte)(200 - i));
        Appends(i => long.MaxValue - i);
        Appends(i => "zyxw"[i].ToString(), Keyed);
        Appends(i => 10L * i, Keyed);
    }

    [TestMethod]
    public void ClassesOutliveTheFileAndServeThroughAPredictionEngine()
    {
        using var meta = ProtoNet();
        var first = Reload(Catalog.Adapt(meta, Support(0, 2), keepSupport: true));
        var second = Reload(Catalog.AddClasses(first, Support(2, 1)));
        var third = Reload(Catalog.RemoveClass(second, "class 0"));
        using var engine = s_mlContext.Model.CreatePredictionEngine<BlobRow<string>, Prediction>(third);
        var rows = Rows(0, 3, seed: 5).ToArray();
        var remaining = Rows(1, 1).Concat(Rows(2, 1)).ToArray();
        var expected = Catalog.Adapt(meta, s_mlContext.Data.LoadFromEnumerable(remaining)).Transform(s_mlContext.Data.LoadFromEnumerable(
            rows)).GetColumn<float[]>("Score").ToArray();
        for (var i = 0; i < rows.Length; i++)
            CollectionAssert.AreEqual(expected[i], engine.Predict(rows[i]).Score);
        ViewAssert.ViewsEqual(
            Catalog.Readapt(third, Support(1, 2, seed: 3)).Transform(Support(0, 3)),
            Catalog.Adapt(meta, s_mlContext.Data.LoadFromEnumerable(remaining.Concat(Rows(1, 2, seed: 3)))).Transform(Support(0, 3)));
    }

    [TestMethod]
    public void PreprocessingAndAppendedStepsStay()
    {
        var metaModel = s_mlContext.Transforms.CopyColumns("Inputs", "Features")
            .Append(Catalog.PrototypicalNetwork(AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
            {
                FeatureColumnName = "Inputs"
            }))).Fit(Blobs.Create(s_mlContext));
        var adapted = Catalog.Adapt(metaModel, Support(0, 2), keepSupport: true);
        var named = adapted.Append(s_mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(adapted.Transform(Support(0, 2))));
        var output = Catalog.AddClasses(named, Support(2, 1)).Transform(Support(2, 1));
        CollectionAssert.Contains(output.GetColumn<string>("PredictedLabel").ToArray(), "class 2");
    }

    [TestMethod]
    public void TheGivenClassifierStaysAsItWasAndOwnsWhatItKeeps()
    {
        var meta = ProtoNet();
        var classifier = Catalog.FewShotClassification(meta, keepSupport: true).Fit(Support(0, 3));
        meta.Dispose();
        var before = ViewAssert.Values(classifier.Transform(Support(0, 3)));
        var fewer = Catalog.RemoveClass(classifier, "class 1");
        Catalog.AddClasses(fewer, Support(1, 1));
        Catalog.Readapt(classifier, Support(0, 3));
        CollectionAssert.AreEqual(before, ViewAssert.Values(classifier.Transform(Support(0, 3))));
        CollectionAssert.AreEqual(new[] { "class 0", "class 1", "class 2" }, classifier.Labels.ToArray());
        var after = ViewAssert.Values(fewer.Transform(Support(0, 3)));
        classifier.Dispose();
        CollectionAssert.AreEqual(after, ViewAssert.Values(fewer.Transform(Support(0, 3))));
    }

    [TestMethod]
    public void NothingIsLeakedAndNothingKeptWithoutAsking()
    {
        using var meta = ProtoNet();
        var plain = Catalog.FewShotClassification(meta).Fit(Support(0, 3));
        Assert.IsFalse(plain.KeepsSupport);
        using var classifier = Catalog.FewShotClassification(meta, keepSupport: true).Fit(Support(0, 2));
        Assert.IsTrue(classifier.KeepsSupport);
        LeakCheck.LeavesNothing(() =>
        {
            using var more = Catalog.AddClasses(classifier, Support(2, 1));
            using var fewer = Catalog.RemoveClass(more, "class 0");
            Catalog.Readapt(fewer, Support(1, 1)).Dispose();
        });
    }

    [TestMethod]
    public void WhatIsKeptIsThereInTheFileAlone()
    {
        using var meta = ProtoNet();
        var (without, with) = (Size(Catalog.Adapt(meta, Support(0, 3))), Size(Catalog.Adapt(meta, Support(0, 3), keepSupport: true)));
        Assert.IsTrue(with > without + 4 * (meta.Parameters.ScalarCount + 24 * Blobs.Size), $"{without} and {with} bytes, uncompressed");
    }

    [TestMethod]
    public void WhatCannotBeDoneIsNamed()
    {
        using var meta = ProtoNet();
        var classifier = Catalog.Adapt(meta, Support(0, 3), keepSupport: true);
        ErrorAssert.Throws<ArgumentException>(
            () => Catalog.AddClasses(classifier, Support(2, 2)),
            "label 'class 2' is a class of the classifier already",
            "Readapt",
            "class 0, class 1, class 2");
        ErrorAssert.Throws<ArgumentException>(
            () => Catalog.Readapt(classifier, Support(2, 2)), "label 'class 3' is not a class of the classifier", "AddClasses");
        ErrorAssert.Throws<ArgumentException>(
            () => Catalog.RemoveClass(classifier, "class 7"), "label 'class 7' is not a class", "class 0, class 1, class 2");
        ErrorAssert.Throws<ArgumentException>(
            () => Catalog.RemoveClass(Catalog.RemoveClass(classifier, "class 1"), "class 0"), "at least 2 classes", "class 0 and class 2");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.AddClasses(classifier, Blobs.Create(s_mlContext, i => i)),
            "label column 'Label' must hold String",
            "but holds Int32");

        var plain = Catalog.Adapt(meta, Support(0, 3));
        foreach (var operation in new Action[]
        {
            () => Catalog.AddClasses(plain, Support(3, 1)), () => Catalog.RemoveClass(plain, "class 0"), () =>
                Catalog.Readapt(plain, Support(0, 1))
        })
            ErrorAssert.Throws<InvalidOperationException>(operation, "it has not kept", "keepSupport: true");
        ErrorAssert.Throws<ArgumentException>(
            () => Catalog.RemoveClass(meta, "class 0"), "must hold one classifier", "MetaLearnedTransformer");
        ErrorAssert.Throws<ArgumentException>(
            () => Catalog.Adapt(TinyModels.Regressor(s_mlContext), Catalog.LoadSinusoids(1, 6), keepSupport: true),
            "keepSupport",
            "regress");

        var maml = Catalog.Adapt(TinyModels.Classifier(s_mlContext), Support(0, 3), keepSupport: true);
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.AddClasses(maml, Support(3, 1)), "has 4 classes", "tell 3 apart", "class 3");
    }

    /// <summary>From two classes to three and back, and more rows: bit for bit what adaptation to the same rows gives.</summary>
    private static void AddingRemovingAndReadaptingAreExact(MetaLearnedTransformer meta)
    {
        var test = Support(0, 3, seed: 7);
        void Same(IEnumerable<BlobRow<string>> rows, ITransformer actual) =>
            ViewAssert.ViewsEqual(Catalog.Adapt(meta, s_mlContext.Data.LoadFromEnumerable(rows)).Transform(test), actual.Transform(test));

        var two = Catalog.Adapt(meta, Support(0, 2), keepSupport: true);
        var three = Catalog.AddClasses(two, Support(2, 1));
        Same(Rows(0, 2).Concat(Rows(2, 1)), three);
        Same(Rows(1, 1).Concat(Rows(2, 1)), Catalog.RemoveClass(three, "class 0"));
        Same(Rows(0, 2).Concat(Rows(2, 1)).Concat(Rows(0, 3, seed: 2)), Catalog.Readapt(three, Support(0, 3, seed: 2)));
    }

    private static void Appends<TLabel>(Func<int, TLabel> label, Func<IDataView, IDataView>? keys = null)
    {
        keys ??= rows => rows;
        using var meta = ProtoNet();
        IDataView View(params int[] classes) =>
            keys(s_mlContext.Data.LoadFromEnumerable(classes.Select(c =>
                new BlobRow<TLabel> { Label = label(c), Features = Blobs.Rows(Blobs.Name).ElementAt(c).Features })));
        string[] Names(ITransformer model) =>
            ((FewShotClassificationTransformer)((TransformerChain<ITransformer>)model).LastTransformer).Labels.ToArray();
        var classifier = Catalog.Adapt(meta, View(1, 2), keepSupport: true);
        var more = Catalog.AddClasses(classifier, View(3, 0, 3));
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 0 }.Select(c => $"{label(c)}").ToArray(), Names(more));
        CollectionAssert.AreEqual(new[] { 1, 3, 0 }.Select(c => $"{label(c)}").ToArray(), Names(Catalog.RemoveClass(more, $"{label(2)}")));
        var output = more.Transform(View(0, 1, 2, 3));
        var values = s_mlContext.Transforms.Conversion.MapKeyToValue("Value", "PredictedLabel").Fit(output).Transform(output);
        var read = typeof(TLabel) == typeof(string)
            ? values.GetColumn<string>("Value").ToArray()
            : values.GetColumn<TLabel>("Value").Select(v => $"{v}").ToArray();
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 4).Select(c => $"{label(c)}").ToArray(), read, "The support rows are their own nearest prototypes.");
    }

    private static IDataView Keyed(IDataView rows) => s_mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);

    private static MetaLearnedTransformer ProtoNet() =>
        Catalog.PrototypicalNetwork(AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
        {
            Backbone = new Identity(Blobs.Size)
        })).Fit(Blobs.Create(s_mlContext));

    private static IEnumerable<BlobRow<string>> Rows(int first, int classes, int seed = 0) =>
        Blobs.Rows(Blobs.Name, classes: first + classes, seed: seed)
            .Where(r => Enumerable.Range(first, classes).Select(Blobs.Name).Contains(r.Label));

    private static IDataView Support(int first, int classes, int seed = 0) =>
        s_mlContext.Data.LoadFromEnumerable(Rows(first, classes, seed));

    private static ITransformer Reload(ITransformer model)
    {
        using var stream = new MemoryStream();
        s_mlContext.Model.Save(model, Support(0, 1).Schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out _);
    }

    private static long Size(ITransformer model)
    {
        using var stream = new MemoryStream();
        s_mlContext.Model.Save(model, Support(0, 1).Schema, stream);
        using var archive = new System.IO.Compression.ZipArchive(stream);
        return archive.Entries.Sum(e => e.Length);
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}
