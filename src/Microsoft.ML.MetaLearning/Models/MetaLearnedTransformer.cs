using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

[assembly: LoadableClass(
    typeof(MetaLearnedTransformer), null, typeof(SignatureLoadModel), "Meta-learned model", ModelSignatures.MetaLearned)]

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Represents a meta-learned model: meta-parameters and everything needed to adapt them. <c>mlContext.MetaLearning().Adapt</c> turns it
/// into a classifier or regressor; by itself it adds the column <c>Embedding</c>, the features of its backbone.
/// </summary>
/// <remarks>Only load models from trusted sources. Loading models from untrusted sources is a security risk.</remarks>
public sealed class MetaLearnedTransformer : RowMappingTransformer
{
    internal const string EmbeddingColumnName = "Embedding";
    private const string ContentStream = "Model";

    internal MetaLearnedTransformer(
        IHostEnvironment env, MetaLearnedModel model, NormalizationMoments moments, EpisodeShape shape, ExampleColumnNames columns)
        : base(env.Register(nameof(MetaLearnedTransformer)), columns.Features)
    {
        Model = model;
        Moments = moments;
        Shape = shape;
        Columns = columns;
    }

    /// <summary>Gets the algorithm, by its name in model files: "Maml" for instance.</summary>
    public string Algorithm => Learner.Kind;

    /// <summary>Gets the number of models whose logits an adapted classifier averages: 1 unless it is an ensemble.</summary>
    public int Models => Model.Count;

    /// <summary>Gets the backbone.</summary>
    public Backbone Backbone => Learner.Problem.Backbone;

    /// <summary>Gets the normalization of activations in meta-training.</summary>
    public Normalization Normalization => Learner.Problem.Normalization;

    /// <summary>Gets the number of classes per episode in meta-training; 1 for regression.</summary>
    public int Ways => Shape.Ways;

    /// <summary>Gets the number of support examples per class, or per task, in meta-training.</summary>
    public int Shots => Shape.Shots;

    /// <summary>Gets the number of query examples per class, or per task, in meta-training.</summary>
    public int QueryShots => Shape.QueryShots;

    /// <summary>Gets the number of gradient steps of the adaptation; 0 for learners that take none.</summary>
    public int AdaptationSteps => Learner.TestAdaptationSteps;

    /// <summary>Gets the meta-parameters. They belong to the transformer: do not dispose them.</summary>
    public ParameterSet Parameters => Model.Parameters;

    internal MetaLearnedModel Model { get; }

    internal IFewShotLearner Learner => Model.Learner;

    /// <summary>Gets the moments of meta-training examples, by which <c>Embedding</c> is normalized.</summary>
    internal NormalizationMoments Moments { get; }

    internal EpisodeShape Shape { get; }

    internal ExampleColumnNames Columns { get; }

    internal override Backbone InputBackbone => Backbone;

    private protected override int ValueCount => Backbone.EmbeddingSize;

    private protected override DataViewSchema.DetachedColumn[] OutputColumns(DataViewSchema inputSchema) =>
        [new(EmbeddingColumnName, new VectorDataViewType(NumberDataViewType.Single, Backbone.EmbeddingSize))];

    private protected override Delegate CreateGetter(int column, Func<float[]> values) =>
        (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) => ((ReadOnlySpan<float>)values()).CopyTo(ref destination));

    private protected override Tensor Compute(Tensor input) =>
        Backbone.Forward(Parameters, input, EpisodeNormalization.Predictions(Normalization, Moments));

    internal override IEnumerable<OnnxColumn> WriteOnnx(OnnxGraph graph, OnnxValue input) =>
        [new(EmbeddingColumnName, OnnxType.Float,
            Backbone.WriteOnnx(graph, Parameters, input, EpisodeNormalization.Predictions(Normalization, Moments)))];

    private protected override void FreeParameters()
    {
        Parameters.Dispose();
        Moments.ToParameters().Dispose();
    }

    // *** Binary format ***
    // stream "Model": the content
    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(ModelSignatures.MetaLearnedVersion);
        ModelStreams.Write(context, ContentStream, WriteContent);
    }

    private static MetaLearnedTransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        ModelStreams.Decode(
            ctx, ModelSignatures.MetaLearnedVersion, () => ModelStreams.Read(ctx, ContentStream, reader => ReadContent(env, reader)));

    // *** Binary format ***
    // string: label column, string: feature column, string: task column, empty if there is none
    // int: ways, int: shots, int: query shots
    // the learner and its meta-parameters
    // the moments of Embedding
    internal void WriteContent(BinaryWriter writer)
    {
        writer.Write(Columns.Label);
        writer.Write(Columns.Features);
        writer.Write(Columns.Task ?? "");
        writer.Write(Shape.Ways);
        writer.Write(Shape.Shots);
        writer.Write(Shape.QueryShots);
        MetaLearnedModelFormat.Write(writer, Model);
        ParameterSetFormat.Write(writer, Moments.ToParameters());
    }

    internal static MetaLearnedTransformer ReadContent(IHostEnvironment env, BinaryReader reader)
    {
        var columns = new ExampleColumnNames(
            reader.ReadString(), reader.ReadString(), reader.ReadString() is { Length: > 0 } task ? task : null);
        var shape = new EpisodeShape(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var model = MetaLearnedModelFormat.Read(reader);
        var moments = LearnerFormat.ReadMoments(reader, model.Learner.Problem.Backbone, model.Learner.Problem.Normalization);
        return new MetaLearnedTransformer(env, model, moments, shape, columns);
    }
}
