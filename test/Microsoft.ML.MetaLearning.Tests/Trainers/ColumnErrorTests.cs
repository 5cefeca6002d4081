using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>
/// Columns that are missing, misnamed or of a wrong type; the message names the column, what was seen and what is needed.
/// </summary>
[TestClass]
public sealed class ColumnErrorTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void AMisnamedLabelColumnIsNamedBesideThoseThereAre() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Fit(Blobs.Create(_mlContext), o => o.LabelColumnName = "label"), "label column 'label' was not found", "Label, Features");

    [TestMethod]
    public void AMissingFeatureColumnIsNamed() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Fit(Without("Features")), "feature column 'Features' was not found", "the columns are Label");

    [TestMethod]
    public void AFractionalLabelIsNoClass() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Fit(Blobs.Create(_mlContext, i => (float)i)), "label column 'Label' must be text, a key or an integer type", "is Single");

    [TestMethod]
    public void ABooleanLabelIsNoClass() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Fit(Blobs.Create(_mlContext, i => i % 2 == 0)), "label column 'Label' must be text, a key or an integer type", "Boolean");

    [TestMethod]
    public void LabelsOfOtherTypesAreTakenOnceConvertedAsTheMessageSays()
    {
        void Converts<T>(Func<int, T> label, string seen)
        {
            var rows = Blobs.Create(_mlContext, label);
            ErrorAssert.Throws<ArgumentOutOfRangeException>(
                () => Fit(rows),
                $"is {seen}; to convert it, append Transforms.Conversion.ConvertType(\"Label\", outputKind: DataKind.String) before");
            Fit(_mlContext.Transforms.Conversion.ConvertType("Label", outputKind: DataKind.String).Fit(rows).Transform(rows));
        }
        Converts(i => i / 2f, "Single");
        Converts(i => i / 2.0, "Double");
        Converts(i => DateTime.UnixEpoch.AddDays(i), "DateTime");
        var flags = Blobs.Create(_mlContext, i => i % 2 == 0);
        var text = _mlContext.Transforms.Conversion.ConvertType("Label", outputKind: DataKind.String).Fit(flags).Transform(flags);
        _mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o => o.Ways = 2)).Fit(text);
    }

    [TestMethod]
    public void AVectorOfLabelsIsNoClass() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Fit(Blobs.Create(_mlContext), o => o.LabelColumnName = "Features"), "label column 'Features'", "Vector<Single, 4>");

    [TestMethod]
    public void FeaturesOfDoubleAreNotTaken() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Fit(Features([1.0, 2.0])), "feature column 'Features' must be a vector of Single", "Vector<Double, 2>");

    [TestMethod]
    public void AScalarFeatureIsNotTaken() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Fit(_mlContext.Data.LoadFromEnumerable([new ScalarRow()])),
        "feature column 'Features' must be a vector of Single",
        "but is Single");

    [TestMethod]
    public void FeaturesOfUnknownSizeAreNotTaken() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Fit(_mlContext.Data.LoadFromEnumerable([new UnsizedRow(), new UnsizedRow()])),
        "feature column 'Features' must be a vector of known size",
        "varies from row to row");

    [TestMethod]
    public void FeaturesOfVaryingSizeAreNotTakenBelowADeclaredSize()
    {
        var rows = Blobs.Rows(Blobs.Name).ToArray();
        rows[5].Features = [1, 2];
        Assert.ThrowsExactly<InvalidOperationException>(() => Fit(_mlContext.Data.LoadFromEnumerable(rows)));
    }

    [TestMethod]
    public void FeaturesThatDoNotSuitTheBackboneAreNotTaken() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Fit(Blobs.Create(_mlContext), o => o.Backbone = new Conv4(1, 16, 16, filters: 4)),
        "feature column 'Features'",
        "256 values, the size of the backbone's input",
        "4 values");

    [TestMethod]
    public void SupportFeaturesThatDoNotSuitTheModelAreNotTaken() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning().Adapt(TinyModels.Classifier(_mlContext), Features([1f, 2f])),
        "feature column 'Features'",
        "4 values",
        "2 values");

    [TestMethod]
    public void ASupportSetWithoutLabelsIsNotTaken() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning().Adapt(TinyModels.Classifier(_mlContext), Without("Label")), "label column 'Label' was not found");

    [TestMethod]
    public void ASupportLabelOfATypeThatNamesNoClassIsNotTaken() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning()
            .Adapt(TinyModels.Classifier(_mlContext), Blobs.Create(_mlContext, i => DateTime.UnixEpoch.AddDays(i))),
        "label column 'Label'",
        "DateTime");

    [TestMethod]
    public void AValidationSetIsCheckedBeforeAnyWork() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Fit(Blobs.Create(_mlContext), o => o.ValidationSet = Without("Label")), "label column 'Label' was not found");

    [TestMethod]
    public void AMissingTaskColumnIsNamed() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => FitRegression(o => o.TaskColumnName = "Curve"), "task column 'Curve' was not found", "Task, Features, Label");

    [TestMethod]
    public void AFractionalTaskIsNotTaken() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => FitRegression(o => o.TaskColumnName = "Label"), "task column 'Label' must be text, a key or an integer type", "is Single");

    [TestMethod]
    public void AnIntegerIsNoTargetOfRegression() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => FitRegression(o => o.LabelColumnName = "Task"),
        "label column 'Task' must be Single",
        "is Int32; to convert it, append Transforms.Conversion.ConvertType(\"Task\", outputKind: DataKind.Single)");

    [TestMethod]
    public void ARowToPredictNeedsFeaturesOfTheRightSize()
    {
        var classifier = _mlContext.MetaLearning().Adapt(TinyModels.Classifier(_mlContext), Blobs.Create(_mlContext, classes: 3));
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => classifier.Transform(Features([1f])), "feature column 'Features'", "4 values", "1 values");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.Model.CreatePredictionEngine<LabelOnly, BlobRow<string>>(classifier),
            "feature column 'Features' was not found");
    }

    [TestMethod]
    public void MessagesDoNotDependOnTheCulture()
    {
        using var german = new InCulture("de-DE");
        FeaturesThatDoNotSuitTheBackboneAreNotTaken();
        var error = ErrorAssert.Throws<InvalidOperationException>(() => Fit(Blobs.WithFeature(_mlContext, float.NegativeInfinity, row: 3)));
        StringAssert.Contains(error.Message, "row 3 has the value -Infinity in feature column 'Features'");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => TinyModels.Classifier(_mlContext, o => o.OuterLoop.MinimumLearningRate = 0.5), "which is 0.001");
    }

    private void Fit(IDataView data, Action<MamlTrainer.Options>? change = null) =>
        _mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(change)).Fit(data);

    private void FitRegression(Action<MamlRegressionTrainer.Options> change) =>
        _mlContext.MetaLearning().MamlRegression(TinyModels.RegressorOptions(change)).Fit(_mlContext.MetaLearning().LoadSinusoids(4, 8));

    private IDataView Without(string column) =>
        _mlContext.Transforms.DropColumns(column).Fit(Blobs.Create(_mlContext)).Transform(Blobs.Create(_mlContext));

    private IDataView Features<T>(T[] features)
    {
        var definition = SchemaDefinition.Create(typeof(FeatureRow<T>));
        definition["Features"].ColumnType = new VectorDataViewType(
            (PrimitiveDataViewType)((VectorDataViewType)definition["Features"].ColumnType).ItemType, features.Length);
        return _mlContext.Data.LoadFromEnumerable([new FeatureRow<T> { Features = features }], definition);
    }

    private sealed class FeatureRow<T>
    {
        public string Label { get; set; } = "a";

        public T[] Features { get; set; } = [];
    }

    private sealed class ScalarRow
    {
        public string Label { get; set; } = "a";

        public float Features { get; set; }
    }

    private sealed class UnsizedRow
    {
        public string Label { get; set; } = "a";

        public float[] Features { get; set; } = [1, 2];
    }

    private sealed class LabelOnly
    {
        public string Label { get; set; } = "";
    }
}
