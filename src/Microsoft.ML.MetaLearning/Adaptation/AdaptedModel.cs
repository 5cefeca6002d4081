using System;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents a backbone and a head adapted to one support set, and the moments by which they normalize.</summary>
internal sealed class AdaptedModel : IDisposable
{
    private readonly bool _serves;
    private readonly Lazy<Inference> _predictions;
    private readonly Lazy<Inference> _embeddings;

    /// <param name="backbone">The backbone.</param>
    /// <param name="head">The head on its embeddings.</param>
    /// <param name="parameters">The parameters of backbone and head; others are ignored.</param>
    /// <param name="moments">The moments, as <see cref="EpisodeNormalization"/> returns them.</param>
    /// <param name="normalization">The normalization of the training.</param>
    /// <param name="serves">Whether it predicts many times until it is disposed, and keeps what makes that faster.</param>
    public AdaptedModel(
        Backbone backbone,
        Head head,
        ParameterSet parameters,
        NormalizationMoments moments,
        Normalization normalization,
        bool serves = false)
    {
        Backbone = backbone;
        Head = head;
        Parameters = parameters;
        Moments = moments;
        Normalization = normalization;
        _serves = serves;
        _predictions = new(() => EngineChoice.ForInference(this, embeds: false));
        _embeddings = new(() => EngineChoice.ForInference(this, embeds: true));
    }

    public Backbone Backbone { get; }

    public Head Head { get; }

    public ParameterSet Parameters { get; }

    public NormalizationMoments Moments { get; }

    public Normalization Normalization { get; }

    public AdaptedModel ToServe() => new(
        Backbone,
        Head,
        Parameters.To(CPU).DetachFromDisposeScope(),
        NormalizationMoments.FromParameters(Moments.ToParameters().To(CPU).DetachFromDisposeScope()),
        Normalization,
        serves: true);

    // inputs: [n, ...input shape]; result: [n, outputs]
    public Tensor Predict(Tensor inputs, bool transductive = false) => Run(_predictions, embeds: false, inputs, transductive);

    /// <summary>Computes the embeddings of examples, each independently of the others.</summary>
    // inputs: [n, ...input shape]; result: [n, embedding]
    public Tensor Embed(Tensor inputs) => Run(_embeddings, embeds: true, inputs, transductive: false);

    /// <summary>Writes <see cref="Embed"/> as operations of ONNX.</summary>
    // input: [n, ...input shape]; result: [n, embedding]
    public OnnxValue WriteEmbedding(OnnxGraph graph, OnnxValue input) =>
        Backbone.WriteOnnx(graph, Parameters, input, EpisodeNormalization.Predictions(Normalization, Moments));

    /// <summary>Computes the directions of examples, whose products say how much alike they are.</summary>
    // inputs: [n, ...input shape]; result: [n, embedding], rows of length 1
    public Tensor Directions(Tensor inputs) =>
        Head is CentredHead centred ? centred.Directions(Parameters, Embed(inputs)) : CosineHead.Unit(Embed(inputs));

    public void Dispose()
    {
        foreach (var inference in new[] { _predictions, _embeddings })
            if (inference.IsValueCreated)
                inference.Value.Dispose();
        Parameters.Dispose();
        Moments.ToParameters().Dispose();
    }

    private Tensor Run(Lazy<Inference> kept, bool embeds, Tensor inputs, bool transductive)
    {
        if (_serves)
            return kept.Value.Run(inputs, transductive);
        using var once = EngineChoice.ForInference(this, embeds);
        return once.Run(inputs, transductive);
    }
}
