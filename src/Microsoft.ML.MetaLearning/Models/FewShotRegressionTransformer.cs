using System;
using System.Collections.Generic;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

[assembly: LoadableClass(
    typeof(FewShotRegressionTransformer), null, typeof(SignatureLoadModel), "Few-shot regressor", ModelSignatures.FewShotRegression)]

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents a regressor adapted to the rows of one task: an ordinary ML.NET transformer that adds <c>Score</c>.</summary>
/// <remarks>Only load models from trusted sources. Loading models from untrusted sources is a security risk.</remarks>
public sealed class FewShotRegressionTransformer : RowMappingTransformer
{
    private const string Score = "Score";
    private const string PredictorStream = "Predictor";
    private readonly AdaptedNetwork _network;

    internal FewShotRegressionTransformer(IHostEnvironment env, AdaptedNetwork network, string featureColumnName)
        : base(env.Register(nameof(FewShotRegressionTransformer)), featureColumnName) => _network = network;

    internal override Backbone InputBackbone => _network.First.Backbone;

    internal static SchemaShape.Column OutputShape()
    {
        var scalar = SchemaShape.Column.VectorKind.Scalar;
        return new(Score, scalar, NumberDataViewType.Single, isKey: false, new SchemaShape(
        [
            new SchemaShape.Column(AnnotationUtils.Kinds.ScoreColumnKind, scalar, TextDataViewType.Instance, isKey: false),
            new SchemaShape.Column(AnnotationUtils.Kinds.ScoreValueKind, scalar, TextDataViewType.Instance, isKey: false),
            new SchemaShape.Column(AnnotationUtils.Kinds.ScoreColumnSetId, scalar, NumberDataViewType.UInt32, isKey: true),
        ]));
    }

    private protected override int ValueCount => _network.Outputs;

    private protected override DataViewSchema.DetachedColumn[] OutputColumns(DataViewSchema inputSchema)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ScoreAnnotations.AddTo(annotations, inputSchema, "Regression");
        return [new(Score, NumberDataViewType.Single, annotations.ToAnnotations())];
    }

    private protected override Delegate CreateGetter(int column, Func<float[]> values) =>
        (ValueGetter<float>)((ref float destination) => destination = values()[0]);

    private protected override Tensor Compute(Tensor input) => _network.Predict(input);

    internal override IEnumerable<OnnxColumn> WriteOnnx(OnnxGraph graph, OnnxValue input) =>
        [new(Score, OnnxType.Float, _network.WriteOnnx(graph, input).Outputs)];

    private protected override void FreeParameters() => _network.Dispose();

    // *** Binary format ***
    // stream "Predictor": string: feature column, the adapted network
    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(ModelSignatures.FewShotRegressionVersion);
        ModelStreams.Write(context, PredictorStream, writer =>
        {
            writer.Write(FeatureColumnName);
            AdaptedNetworkFormat.Write(writer, _network);
        });
    }

    private static FewShotRegressionTransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        ModelStreams.Decode(ctx, ModelSignatures.FewShotRegressionVersion, () => ModelStreams.Read(ctx, PredictorStream, reader =>
        {
            var features = reader.ReadString();
            return new FewShotRegressionTransformer(env, AdaptedNetworkFormat.Read(reader), features);
        }));
}
