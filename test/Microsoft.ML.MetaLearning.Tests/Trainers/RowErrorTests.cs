using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>Rows that cannot be learned from; the message says which row or class, what it has and what is needed.</summary>
[TestClass]
public sealed class RowErrorTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(float.NaN, "NaN")]
    [DataRow(float.PositiveInfinity, "Infinity")]
    [DataRow(float.NegativeInfinity, "-Infinity")]
    public void FeaturesMustBeFinite(float value, string seen)
    {
        string[] fragments = [$"row 9 has the value {seen} in feature column 'Features'", "finite"];
        ErrorAssert.Throws<InvalidOperationException>(() => Fit(Blobs.WithFeature(_mlContext, value, row: 9)), fragments);
        ErrorAssert.Throws<InvalidOperationException>(() => Adapt(Blobs.WithFeature(_mlContext, value, row: 9)), fragments);
        ErrorAssert.Throws<InvalidOperationException>(
            () => _mlContext.MetaLearning()
                .Evaluate(TinyModels.Classifier(_mlContext), Blobs.WithFeature(_mlContext, value, row: 9), new(QueryShots: 2, Episodes: 2)),
            fragments);
    }

    [TestMethod]
    public void TargetsMustBeFinite()
    {
        var rows = _mlContext.Data.CreateEnumerable<SinusoidRow>(
            _mlContext.MetaLearning().LoadSinusoids(4, 8), reuseRowObject: false).ToArray();
        rows[11].Label = float.NaN;
        ErrorAssert.Throws<InvalidOperationException>(
            () => _mlContext.MetaLearning().MamlRegression(TinyModels.RegressorOptions()).Fit(_mlContext.Data.LoadFromEnumerable(rows)),
            "row 11 has the value NaN in label column 'Label'");
    }

    [TestMethod]
    public void FewerClassesThanWaysNamesThem() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Fit(Blobs.Create(_mlContext, classes: 2)), "3-way", "at least 3 classes", "has 2: class 0, class 1");

    [TestMethod]
    public void FewerRowsThanAnEpisodeNeedsNamesTheClassAndTheCounts()
    {
        var rows = Blobs.Rows(Blobs.Name).Where((row, i) => row.Label != "class 2" || i < 8);
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Fit(_mlContext.Data.LoadFromEnumerable(rows)), "class 'class 2' has 2 rows", "needs 3: 1 shots and 2 query shots");
    }

    [TestMethod]
    public void FewerPointsThanATaskNeedsNamesTheTaskAndTheCounts() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning().MamlRegression(TinyModels.RegressorOptions())
            .Fit(_mlContext.MetaLearning().LoadSinusoids(curves: 2, points: 5)),
        "task '0' has 5 rows", "needs 6: 3 shots and 3 query shots");

    [TestMethod]
    public void AllClassesWithTooFewRowsAreNamedWithTheWaysOut()
    {
        var rows = Blobs.Rows(Blobs.Name).Where((row, i) => row.Label is "class 0" or "class 3" || i < 8);
        var error = ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o => o.QueryShots = 4))
                .Fit(_mlContext.Data.LoadFromEnumerable(rows)),
            "class 'class 1' has 2 rows, class 'class 2' has 2 rows, but an episode needs 5: 1 shots and 4 query shots.",
            "QueryShots of at most 1 suits all",
            "VariableSampling");
        Assert.AreEqual("QueryShots", error.ParamName);
    }

    [TestMethod]
    public void WhatIsWrongWithTheValidationSetSaysSo()
    {
        void FitBeside(IDataView validation) =>
            _mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o => o.ValidationSet = validation)).Fit(Blobs.Create(_mlContext));
        var others = Blobs.Rows(i => $"other {i}").ToArray();
        ErrorAssert.Throws<InvalidOperationException>(
            () => FitBeside(_mlContext.Data.LoadFromEnumerable(others.Take(0))), "the validation set has no rows");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => FitBeside(_mlContext.Data.LoadFromEnumerable(others.Where(o => o.Label == "other 1"))),
            "the validation set has 1: other 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => FitBeside(_mlContext.Data.LoadFromEnumerable(others.Take(8))), "of the validation set class 'other 0' has 2 rows");
    }

    [TestMethod]
    public void ASupportSetOfRegressionIsOfOneTask()
    {
        var model = TinyModels.Regressor(_mlContext);
        var rows = _mlContext.Data.CreateEnumerable<SinusoidRow>(
            _mlContext.MetaLearning().LoadSinusoids(2, 4), reuseRowObject: false).ToArray();
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning().Adapt(model, _mlContext.Data.LoadFromEnumerable(rows)),
            "must be of one task, but column 'Task' names 2: 0, 1");
        using var one = (IDisposable)_mlContext.MetaLearning().Adapt(model, _mlContext.Data.LoadFromEnumerable(rows.Take(4)));
        var unnamed = _mlContext.Transforms.DropColumns("Task").Fit(_mlContext.Data.LoadFromEnumerable(rows))
            .Transform(_mlContext.Data.LoadFromEnumerable(rows));
        using var any = (IDisposable)_mlContext.MetaLearning().Adapt(model, unnamed);
    }

    [TestMethod]
    public void AnEmptyViewHasNothingToLearnFrom()
    {
        var empty = _mlContext.Data.SkipRows(Blobs.Create(_mlContext), 1_000_000);
        var model = TinyModels.Classifier(_mlContext);
        ErrorAssert.Throws<InvalidOperationException>(() => Fit(empty), "has no rows");
        ErrorAssert.Throws<InvalidOperationException>(() => _mlContext.MetaLearning().Adapt(model, empty), "the support set has no rows");
        ErrorAssert.Throws<InvalidOperationException>(
            () => _mlContext.MetaLearning().Evaluate(model, empty), "the set to evaluate on has no rows");
    }

    [TestMethod]
    public void AnEmptyViewHasNothingToPredict()
    {
        var classifier = _mlContext.MetaLearning().Adapt(TinyModels.Classifier(_mlContext), Blobs.Create(_mlContext, classes: 3));
        Assert.AreEqual(0, ViewAssert.Values(classifier.Transform(_mlContext.Data.SkipRows(Blobs.Create(_mlContext), 1_000_000))).Length);
    }

    [TestMethod]
    public void OneClassIsNoSupportSet() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Adapt(Blobs.Create(_mlContext, classes: 1)), "at least 2 classes", "all its rows are labelled 'class 0'");

    [TestMethod]
    public void MoreClassesThanTheModelTellsApartAreNamed() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Adapt(Blobs.Create(_mlContext)), "has 4 classes", "tell 3 apart", "class 0, class 1, class 2, class 3");

    [TestMethod]
    [DataRow("")]
    [DataRow(null)]
    public void AMissingTextLabelIsNamedByItsRow(string? missing)
    {
        var rows = Blobs.Rows(i => i == 2 ? missing : Blobs.Name(i), classes: 3);
        ErrorAssert.Throws<InvalidOperationException>(
            () => Adapt(_mlContext.Data.LoadFromEnumerable(rows)), "row 2 has no value in label column 'Label'");
    }

    [TestMethod]
    public void AMissingKeyIsNamedByItsRow()
    {
        var known = Blobs.Create(_mlContext, classes: 2);
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(known);
        ErrorAssert.Throws<InvalidOperationException>(() => Adapt(keys.Transform(Blobs.Create(_mlContext, classes: 3))),
            "row 2 has the missing key in label column 'Label'",
            "knows only the values that it was fitted on (class 0, class 1)",
            "Take MapValueToKey out of the pipeline");
    }

    [TestMethod]
    public void AKeyMappingInsideThePipelineIsNamedWhenItMeetsNewClasses()
    {
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(_mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions()));
        var model = pipeline.Fit(Blobs.Create(_mlContext));
        var support = Blobs.Create(_mlContext, i => $"new {i}", classes: 3);
        ErrorAssert.Throws<InvalidOperationException>(
            () => _mlContext.MetaLearning().Adapt(model, support),
            "row 0 has the missing key",
            "class 0, class 1, class 2, class 3",
            "Take MapValueToKey out");
        ErrorAssert.Throws<InvalidOperationException>(
            () => _mlContext.MetaLearning().Evaluate(model, support, new(QueryShots: 2, Episodes: 2)), "row 0 has the missing key");
    }

    [TestMethod]
    public void LabelsThatDifferByBlanksAloneAreDistinctClassesAndNamed()
    {
        var log = new RecordedLog(_mlContext);
        string[] names = ["alpha", "alpha ", " alpha"];
        var classifier = _mlContext.MetaLearning().FewShotClassification(TinyModels.Classifier(_mlContext))
            .Fit(Blobs.Create(_mlContext, i => names[i], classes: 3));
        CollectionAssert.AreEqual(names, classifier.Labels.ToArray());
        const string Warning = "labels that differ only by blanks, case or Unicode normal form are classes of their own: 'alpha' and " +
            "'alpha ' and ' alpha'.";
        CollectionAssert.AreEqual(new[] { Warning }, log.Warnings.ToArray());
        Fit(Blobs.Create(_mlContext, i => names[i], classes: 3));
        _mlContext.MetaLearning().SplitByClass(Blobs.Create(_mlContext, i => names[i], classes: 3));
        CollectionAssert.AreEqual(new[] { Warning, Warning, Warning }, log.Warnings.ToArray());
    }

    private void Fit(IDataView data) => _mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions()).Fit(data);

    private void Adapt(IDataView support) => _mlContext.MetaLearning().Adapt(TinyModels.Classifier(_mlContext), support);
}
