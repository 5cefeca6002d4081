using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

[TestClass]
public sealed class EstimatorWorkoutTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void MamlTrainerKeepsTheContract() => ClassificationKeepsTheContract(Blobs.Create(_mlContext));

    [TestMethod]
    public void TextLabelsKeepTheContract() => AdaptationKeepsTheContract(Support(Blobs.Name));

    [TestMethod]
    public void KeyLabelsWithKeyValuesKeepTheContract() => AdaptationKeepsTheContract(Keyed(Support(Blobs.Name)));

    [TestMethod]
    public void KeyLabelsOfIntegersKeepTheContract() => AdaptationKeepsTheContract(Keyed(Support(i => 10L * i)));

    [TestMethod]
    public void KeyLabelsWithoutKeyValuesKeepTheContract() => AdaptationKeepsTheContract(_mlContext.Data.LoadFromEnumerable(
        Blobs.Rows(i => i, classes: 3, rows: 4).Select(row => new KeyRow { Label = (uint)row.Label + 1, Features = row.Features })));

    [TestMethod]
    public void SignedLabelsKeepTheContract()
    {
        AdaptationKeepsTheContract(Support(i => (sbyte)(-i)));
        AdaptationKeepsTheContract(Support(i => (short)(-300 * i)));
        AdaptationKeepsTheContract(Support(i => -70_000 * i));
        AdaptationKeepsTheContract(Support(i => long.MinValue + i));
    }

    [TestMethod]
    public void UnsignedLabelsKeepTheContract()
    {
        AdaptationKeepsTheContract(Support(i => (byte)(255 - i)));
        AdaptationKeepsTheContract(Support(i => (ushort)(60_000 + i)));
        AdaptationKeepsTheContract(Support(i => uint.MaxValue - (uint)i));
        AdaptationKeepsTheContract(Support(i => ulong.MaxValue - (ulong)i));
    }

    [TestMethod]
    public void MetaTrainingOnEachKindOfLabelKeepsTheContract()
    {
        ClassificationKeepsTheContract(Keyed(Blobs.Create(_mlContext)));
        ClassificationKeepsTheContract(Blobs.Create(_mlContext, i => (byte)i));
        ClassificationKeepsTheContract(Blobs.Create(_mlContext, i => -i));
        ClassificationKeepsTheContract(Blobs.Create(_mlContext, i => ulong.MaxValue - (ulong)i));
    }

    [TestMethod]
    [DataRow(Normalization.SupportStatistics)]
    [DataRow(Normalization.TransductiveBatch)]
    [DataRow(Normalization.Layer)]
    [DataRow(Normalization.EpisodicRunning)]
    [DataRow(Normalization.Running)]
    [DataRow(Normalization.TaskNorm)]
    [DataRow(Normalization.Group)]
    [DataRow(Normalization.Instance)]
    public void EachNormalizationKeepsTheContract(Normalization normalization)
    {
        void Normalized(MamlTrainer.Options o) =>
            (o.Normalization, o.Backbone) = (normalization, new Mlp(Blobs.Size, [6, 5], normalize: true));
        EstimatorWorkout.Run(
            _mlContext, _mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(Normalized)), Blobs.Create(_mlContext), NoFeatures());
        var meta = TinyModels.Classifier(_mlContext, Normalized);
        EstimatorWorkout.Run(_mlContext, _mlContext.MetaLearning().FewShotClassification(meta), Support(Blobs.Name), NoFeatures());
    }

    [TestMethod]
    public void ConvolutionsKeepTheContract()
    {
        var glyphs = _mlContext.MetaLearning().LoadGlyphs(classes: 4, drawings: 4);
        var trainer = _mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o => o.Backbone = new Conv4(1, 28, 28, filters: 4)));
        EstimatorWorkout.Run(_mlContext, trainer, glyphs, NoFeatures());
        EstimatorWorkout.Run(
            _mlContext,
            _mlContext.MetaLearning().FewShotClassification(trainer.Fit(glyphs)),
            _mlContext.Data.TakeRows(glyphs, 12),
            NoFeatures());
    }

    [TestMethod]
    public void MamlRegressionTrainerKeepsTheContract() => EstimatorWorkout.Run(
        _mlContext,
        _mlContext.MetaLearning().MamlRegression(TinyModels.RegressorOptions()),
        _mlContext.MetaLearning().LoadSinusoids(curves: 4, points: 8),
        NoFeatures());

    [TestMethod]
    public void FewShotRegressionKeepsTheContract() => EstimatorWorkout.Run(
        _mlContext,
        _mlContext.MetaLearning().FewShotRegression(TinyModels.Regressor(_mlContext)),
        _mlContext.MetaLearning().LoadSinusoids(curves: 1, points: 8, seed: 5),
        NoFeatures());

    [TestMethod]
    public void AChainOfPreprocessingAndTrainerKeepsTheContract() => EstimatorWorkout.Run(
        _mlContext,
        _mlContext.Transforms.CopyColumns("Inputs", "Features")
            .Append(_mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o => o.FeatureColumnName = "Inputs"))),
        Blobs.Create(_mlContext),
        NoFeatures());

    private void ClassificationKeepsTheContract(IDataView data) =>
        EstimatorWorkout.Run(_mlContext, _mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions()), data, NoFeatures());

    private void AdaptationKeepsTheContract(IDataView support) =>
        EstimatorWorkout.Run(
            _mlContext, _mlContext.MetaLearning().FewShotClassification(TinyModels.Classifier(_mlContext)), support, NoFeatures());

    private IDataView Support<TLabel>(Func<int, TLabel> label) => Blobs.Create(_mlContext, label, classes: 3, rows: 4);

    private IDataView Keyed(IDataView data) => _mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

    private IDataView NoFeatures() =>
        _mlContext.Transforms.SelectColumns("Label").Fit(Blobs.Create(_mlContext)).Transform(Blobs.Create(_mlContext));

    private sealed class KeyRow
    {
        [KeyType(5)]
        public uint Label { get; set; }

        [VectorType(Blobs.Size)]
        public float[] Features { get; set; } = [];
    }
}
