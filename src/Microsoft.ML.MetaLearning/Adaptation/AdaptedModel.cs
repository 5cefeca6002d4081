using System;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>A backbone and a head whose tensors suit one support set, and the moments by which it normalizes.</summary>
internal sealed class AdaptedModel : IDisposable
{
    private readonly bool _serves;
    private readonly Lazy<Inference> _predictions;
    private readonly Lazy<Inference> _embeddings;

    /// <param name="backbone">The backbone.</param>
    /// <param name="head">What is done with its embeddings.</param>
    /// <param name="parameters">The parameters of backbone and head; others are ignored.</param>
    /// <param name="moments">The moments by which they normalize, as <see cref="EpisodeNormalization"/> gives them.</param>
    /// <param name="normalization">The normalization that it was trained with.</param>
    /// <param name="serves">Whether it will predict again and again until it is disposed, and may keep what makes that faster.</param>
    public AdaptedModel(Backbone backbone, Head head, ParameterSet parameters, NormalizationMoments moments, Normalization normalization, bool serves = false)
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

    /// <summary>Returns what the head makes its predictions of, each example for itself.</summary>
    // inputs: [n, ...input shape]; result: [n, embedding]
    public Tensor Embed(Tensor inputs) => Run(_embeddings, embeds: true, inputs, transductive: false);

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
