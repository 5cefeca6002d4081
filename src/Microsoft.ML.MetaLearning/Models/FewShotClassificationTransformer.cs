using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

[assembly: LoadableClass(
    typeof(FewShotClassificationTransformer), null, typeof(SignatureLoadModel), "Few-shot classifier",
    ModelSignatures.FewShotClassification)]

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Represents a classifier adapted to the labels of a support set: an ordinary ML.NET transformer that adds <c>PredictedLabel</c> and
/// <c>Score</c>. Each prediction only depends on the support set and the row, even if meta-training was transductive. A classifier that
/// rejects adds <c>IsKnown</c> and <c>NoveltyScore</c>, too.
/// </summary>
/// <remarks>Only load models from trusted sources. Loading models from untrusted sources is a security risk.</remarks>
public sealed class FewShotClassificationTransformer : RowMappingTransformer
{
    private const string PredictedLabel = "PredictedLabel";
    private const string Score = "Score";
    private const string IsKnown = "IsKnown";
    private const string NoveltyScore = "NoveltyScore";
    private const string PredictorStream = "Predictor";
    private const string SourceStream = "Source";
    private const string RejectionStream = "Rejection";
    private const byte HasSource = 1;
    private const byte HasRejection = 2;
    private const byte BalancesClasses = 4;
    private readonly AdaptedNetwork _network;
    private readonly ClassLabels _labels;

    internal FewShotClassificationTransformer(IHostEnvironment env, AdaptedNetwork network, ClassLabels labels, string featureColumnName)
        : base(env.Register(nameof(FewShotClassificationTransformer)), featureColumnName)
    {
        _network = network;
        _labels = labels;
    }

    /// <summary>Gets the labels of the support set, in the order of the scores.</summary>
    public IReadOnlyList<string> Labels => _labels.Names;

    /// <summary>Gets the backbone.</summary>
    public Backbone Backbone => _network.First.Backbone;

    /// <summary>Gets the normalization of activations in meta-training.</summary>
    public Normalization Normalization => _network.First.Normalization;

    /// <summary>Gets the number of models whose logits are averaged: 1 unless it is an ensemble.</summary>
    public int Models => _network.Models.Count;

    /// <summary>
    /// Gets the adapted parameters; of an ensemble, those of its first model. They belong to the transformer: do not dispose them.
    /// </summary>
    public ParameterSet Parameters => _network.First.Parameters;

    /// <summary>
    /// Gets whether it keeps its support set and the meta-learned model, so that its classes can be changed: see
    /// <see cref="MetaLearningCatalog.AddClasses"/>.
    /// </summary>
    public bool KeepsSupport => Source is not null;

    /// <summary>
    /// Gets how it rejects rows of none of its classes, in the columns <c>IsKnown</c> and <c>NoveltyScore</c>; <see langword="null"/> if it
    /// does not: see <see cref="MetaLearningCatalog.WithRejection"/>.
    /// </summary>
    public Rejection? Rejection { get; init; }

    /// <summary>Gets what predicts.</summary>
    internal AdaptedNetwork Network => _network;

    /// <summary>Gets what it was adapted from, if it keeps it.</summary>
    internal AdaptationSource? Source { get; init; }

    /// <summary>Gets the mean support embedding of each class, if <see cref="Rejection"/> measures the distance to it.</summary>
    private ParameterSet? ClassMeans { get; init; }

    internal override Backbone InputBackbone => _network.First.Backbone;

    /// <summary>Returns an independent classifier that is the same and rejects rows of none of its classes.</summary>
    internal FewShotClassificationTransformer With(Rejection rejection, AdaptationSource source)
    {
        using var scope = NewDisposeScope();
        return new(Host, _network.ToServe(), _labels, FeatureColumnName)
        {
            Source = source.Keep(),
            Rejection = rejection,
            ClassMeans = Novelty.NeedsMeans(rejection.Measure)
                ? Novelty.ClassMeans(_network, source.Support).DetachFromDisposeScope()
                : null,
        };
    }

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

    private protected override int ValueCount => Rejection is null ? _labels.Count : _labels.Count + 1;

    private protected override DataViewSchema.DetachedColumn[] OutputColumns(DataViewSchema inputSchema)
    {
        var predictedLabel = new DataViewSchema.Annotations.Builder();
        _labels.AddTo(predictedLabel, AnnotationUtils.Kinds.KeyValues);
        var score = new DataViewSchema.Annotations.Builder();
        _labels.AddTextTo(score, AnnotationUtils.Kinds.SlotNames);
        _labels.AddTo(score, AnnotationUtils.Kinds.TrainingLabelValues);
        ScoreAnnotations.AddTo(score, inputSchema, "MulticlassClassification");
        DataViewSchema.DetachedColumn[] columns =
        [
            new(PredictedLabel, new KeyDataViewType(typeof(uint), _labels.Count), predictedLabel.ToAnnotations()),
            new(Score, new VectorDataViewType(NumberDataViewType.Single, _labels.Count), score.ToAnnotations()),
        ];
        return Rejection is null
            ? columns
            : [.. columns, new(IsKnown, BooleanDataViewType.Instance), new(NoveltyScore, NumberDataViewType.Single)];
    }

    private protected override Delegate CreateGetter(int column, Func<float[]> values) => column switch
    {
        0 => (ValueGetter<uint>)((ref uint destination) => destination = Key(Scores(values()))),
        1 => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) => Scores(values()).CopyTo(ref destination)),
        2 => (ValueGetter<bool>)((ref bool destination) => destination = values()[_labels.Count] <= Rejection!.Threshold),
        _ => (ValueGetter<float>)((ref float destination) => destination = values()[_labels.Count]),
    };

    /// <summary>Returns the key of the highest score, counted from 1; 0, the missing key, if a score is NaN.</summary>
    private static uint Key(ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
            if (float.IsNaN(score))
                return 0;
        return (uint)ArgMax.Of(scores) + 1;
    }

    private ReadOnlySpan<float> Scores(float[] values) => values.AsSpan(0, _labels.Count);

    // The probabilities, then the novelty if the classifier rejects.
    private protected override Tensor Compute(Tensor input)
    {
        var logits = _network.Predict(input);
        var probabilities = logits.softmax(1);
        return Rejection is null
            ? probabilities
            : cat([probabilities, Novelty.Of(Rejection.Measure, _network, ClassMeans, input, logits).unsqueeze(1)], 1);
    }

    internal override IEnumerable<OnnxColumn> WriteOnnx(OnnxGraph graph, OnnxValue input)
    {
        var (logits, embeddings) = _network.WriteOnnx(graph, input);
        var scores = graph.Softmax(logits);
        yield return new(PredictedLabel, OnnxType.UInt32, graph.Key(scores));
        yield return new(Score, OnnxType.Float, scores);
        if (Rejection is null)
            yield break;
        var novelty = Novelty.WriteOnnx(graph, Rejection.Measure, ClassMeans, logits, embeddings);
        yield return new(IsKnown, OnnxType.Bool, graph.IsAtMost(novelty, Rejection.Threshold));
        yield return new(NoveltyScore, OnnxType.Float, novelty);
    }

    private protected override void FreeParameters()
    {
        _network.Dispose();
        Source?.Dispose();
        ClassMeans?.Dispose();
    }

    // *** Binary format ***
    // stream "Predictor":
    //   string: feature column
    //   the labels
    //   byte: 1 if it keeps its support set, plus 2 if it rejects, plus 4 if the classes of the kept support set count equally
    //   the adapted network
    // stream "Source", if it keeps its support set: what it was adapted from
    // stream "Rejection", if it rejects: the rejection; if it measures distances, the named tensors "means0" and so on, one per model
    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(ModelSignatures.FewShotClassificationVersion);
        ModelStreams.Write(context, PredictorStream, writer =>
        {
            writer.Write(FeatureColumnName);
            _labels.Save(writer);
            writer.Write((byte)((Source is null ? 0 : HasSource) | (Rejection is null ? 0 : HasRejection)
                | (Source is { BalancesClasses: true } ? BalancesClasses : 0)));
            AdaptedNetworkFormat.Write(writer, _network);
        });
        if (Source is not null)
            ModelStreams.Write(context, SourceStream, writer => AdaptationSourceFormat.Write(writer, Source));
        if (Rejection is not null)
            ModelStreams.Write(context, RejectionStream, writer =>
            {
                Rejection.Write(writer);
                if (ClassMeans is not null)
                    ParameterSetFormat.Write(writer, ClassMeans);
            });
    }

    private static FewShotClassificationTransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        ModelStreams.Decode(ctx, ModelSignatures.FewShotClassificationVersion, () => Read(env, ctx));

    private static FewShotClassificationTransformer Read(IHostEnvironment env, ModelLoadContext ctx)
    {
        const int All = HasSource | HasRejection | BalancesClasses;
        var (features, labels, parts, predictor) = ModelStreams.Read(ctx, PredictorStream, reader => (
            reader.ReadString(),
            ClassLabels.Load(reader),
            Checks.Decoded(reader.ReadByte(), 0, All, "mark of what a classifier keeps"),
            AdaptedNetworkFormat.Read(reader)));
        if (predictor.Outputs != labels.Count)
            throw new FormatException($"the model file is corrupt: it has {labels.Count} labels for {predictor.Outputs} outputs.");
        var (rejection, classMeans) = (parts & HasRejection) != 0
            ? ModelStreams.Read(ctx, RejectionStream, reader => ReadRejection(reader, predictor))
            : default;
        return new FewShotClassificationTransformer(env, predictor, labels, features)
        {
            Source = (parts & HasSource) != 0
                ? ModelStreams.Read(ctx, SourceStream, reader => AdaptationSourceFormat.Read(reader, labels)) with
                {
                    BalancesClasses = (parts & BalancesClasses) != 0
                }
                : null,
            Rejection = rejection,
            ClassMeans = classMeans,
        };
    }

    private static (Rejection?, ParameterSet?) ReadRejection(BinaryReader reader, AdaptedNetwork network)
    {
        using var scope = NewDisposeScope();
        var rejection = Rejection.Read(reader);
        return (rejection, Novelty.NeedsMeans(rejection.Measure)
            ? ParameterSetFormat.Read(reader, Novelty.ShapesOfClassMeans(network)).DetachFromDisposeScope()
            : null);
    }
}
