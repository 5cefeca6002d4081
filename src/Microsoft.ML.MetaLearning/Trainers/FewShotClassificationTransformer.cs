using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Learning;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

[assembly: LoadableClass(typeof(FewShotClassificationTransformer), null, typeof(SignatureLoadModel), "Few-shot classifier", ModelSignatures.FewShotClassification)]

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// A classifier adapted to the labels of a support set: an ordinary ML.NET transformer that adds <c>PredictedLabel</c> and <c>Score</c>.
/// Each prediction depends on the support set and the row alone, also if the model was meta-trained transductively.
/// </summary>
/// <remarks>Only load models from trusted sources. Loading models from untrusted sources is a security risk.</remarks>
public sealed class FewShotClassificationTransformer : RowMappingTransformer
{
    private const string PredictedLabel = "PredictedLabel";
    private const string Score = "Score";
    private const string PredictorStream = "Predictor";
    private readonly IFewShotPredictor _predictor;
    private readonly ClassLabels _labels;

    internal FewShotClassificationTransformer(IHostEnvironment env, IFewShotPredictor predictor, ClassLabels labels, string featureColumnName)
        : base(env.Register(nameof(FewShotClassificationTransformer)), featureColumnName)
    {
        _predictor = predictor;
        _labels = labels;
    }

    /// <summary>The labels of the support set, in the order of the scores.</summary>
    public IReadOnlyList<string> Labels => _labels.Names;

    /// <summary>The network.</summary>
    public Backbone Backbone => _predictor.Backbone;

    /// <summary>How activations were normalized in meta-training.</summary>
    public Normalization Normalization => Members[0].Normalization;

    /// <summary>The models whose logits are averaged: 1 unless it is an ensemble.</summary>
    public int Models => Members.Count;

    /// <summary>The adapted parameters, of an ensemble those of its first model. They belong to the transformer: do not dispose them.</summary>
    public ParameterSet Parameters => Members[0].Parameters;

    private IReadOnlyList<NetworkPredictor> Members => _predictor is EnsemblePredictor ensemble ? [.. ensemble.Members.Cast<NetworkPredictor>()] : [(NetworkPredictor)_predictor];

    private protected override Backbone InputBackbone => _predictor.Backbone;

    internal static SchemaShape.Column[] OutputShape(DataViewType labelType)
    {
        var labels = SchemaShape.Column.VectorKind.Vector;
        var scalar = SchemaShape.Column.VectorKind.Scalar;
        var text = TextDataViewType.Instance;
        return
        [
            new(PredictedLabel, scalar, NumberDataViewType.UInt32, isKey: true,
                new SchemaShape([new SchemaShape.Column(AnnotationUtils.Kinds.KeyValues, labels, labelType, isKey: false)])),
            new(Score, labels, NumberDataViewType.Single, isKey: false, new SchemaShape(
            [
                new SchemaShape.Column(AnnotationUtils.Kinds.SlotNames, labels, text, isKey: false),
                new SchemaShape.Column(AnnotationUtils.Kinds.TrainingLabelValues, labels, labelType, isKey: false),
                new SchemaShape.Column(AnnotationUtils.Kinds.ScoreColumnKind, scalar, text, isKey: false),
                new SchemaShape.Column(AnnotationUtils.Kinds.ScoreValueKind, scalar, text, isKey: false),
                new SchemaShape.Column(AnnotationUtils.Kinds.ScoreColumnSetId, scalar, NumberDataViewType.UInt32, isKey: true),
            ])),
        ];
    }

    private protected override DataViewSchema.DetachedColumn[] OutputColumns(DataViewSchema inputSchema)
    {
        var predictedLabel = new DataViewSchema.Annotations.Builder();
        _labels.AddTo(predictedLabel, AnnotationUtils.Kinds.KeyValues);
        var score = new DataViewSchema.Annotations.Builder();
        _labels.AddTextTo(score, AnnotationUtils.Kinds.SlotNames);
        _labels.AddTo(score, AnnotationUtils.Kinds.TrainingLabelValues);
        ScoreAnnotations.AddTo(score, inputSchema, "MulticlassClassification");
        return
        [
            new(PredictedLabel, new KeyDataViewType(typeof(uint), _labels.Count), predictedLabel.ToAnnotations()),
            new(Score, new VectorDataViewType(NumberDataViewType.Single, _labels.Count), score.ToAnnotations()),
        ];
    }

    private protected override Delegate CreateGetter(int column, Func<float[]> values) => column == 0
        ? (ValueGetter<uint>)((ref uint destination) => destination = (uint)IndexOfLargest(values()) + 1)
        : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) => values().CopyTo(ref destination));

    private static int IndexOfLargest(float[] values) => Array.IndexOf(values, values.Max());

    private protected override Tensor Compute(Tensor input) => _predictor.Predict(input).softmax(1);

    private protected override void DisposeParameters() => _predictor.Dispose();

    // *** Binary format ***
    // id of string: feature column
    // the labels
    // stream "Predictor": the adapted network
    private protected override void SaveModel(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(ModelSignatures.FewShotClassificationVersion);
        context.SaveNonEmptyString(FeatureColumnName);
        _labels.Save(context.Writer);
        context.SaveBinaryStream(PredictorStream, writer => PredictorFormat.Write(writer, _predictor));
    }

    private static FewShotClassificationTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => ModelStreams.Decode(ctx, ModelSignatures.FewShotClassificationVersion, () =>
    {
        var features = ctx.LoadNonEmptyString();
        var labels = ClassLabels.Load(ctx.Reader);
        var predictor = ModelStreams.Read(ctx, PredictorStream, PredictorFormat.Read);
        return predictor.Outputs == labels.Count
            ? new FewShotClassificationTransformer(env, predictor, labels, features)
            : throw new FormatException($"the model file is corrupt: it has {labels.Count} labels for {predictor.Outputs} outputs.");
    });
}
