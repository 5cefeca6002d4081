using System;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>A backbone and a head whose tensors suit one support set, and the moments by which it normalizes.</summary>
internal sealed class NetworkPredictor : IFewShotPredictor
{
    private readonly Lazy<TapePredictor?>? _serving;
    private readonly Lazy<TapePredictor?>? _embedding;

    /// <param name="backbone">The backbone.</param>
    /// <param name="head">What is done with its embeddings.</param>
    /// <param name="parameters">The parameters of backbone and head; others are ignored.</param>
    /// <param name="moments">The moments by which they normalize, as <see cref="EpisodeNormalization"/> gives them.</param>
    /// <param name="normalization">The normalization that it was trained with.</param>
    /// <param name="serves">Whether it will predict again and again until it is disposed, and may keep what makes that faster.</param>
    public NetworkPredictor(Backbone backbone, Head head, ParameterSet parameters, NormalizationMoments moments, Normalization normalization, bool serves = false)
    {
        Backbone = backbone;
        Head = head;
        Parameters = parameters;
        Moments = moments;
        Normalization = normalization;
        if (!serves)
            return;
        _serving = new Lazy<TapePredictor?>(() => TapePredictor.TryCreate(this));
        _embedding = new Lazy<TapePredictor?>(() => TapePredictor.TryCreate(this, embeds: true));
    }

    /// <summary>A predictor whose head is linear, from the calling thread's dispose scope into the one around it.</summary>
    public static NetworkPredictor WithLinearHead(FewShotProblem problem, ParameterSet network, NormalizationMoments moments)
    {
        moments.ToParameters().MoveToOuterDisposeScope();
        var head = new LinearHead(problem.Backbone.EmbeddingSize, (int)network[LinearHead.Bias].shape[0]);
        return new NetworkPredictor(problem.Backbone, head, network.MoveToOuterDisposeScope(), moments, problem.Normalization);
    }

    public Backbone Backbone { get; }

    public Head Head { get; }

    public ParameterSet Parameters { get; }

    public NormalizationMoments Moments { get; }

    public Normalization Normalization { get; }

    public int Outputs => Head.Outputs;

    public IFewShotPredictor ToServe() => new NetworkPredictor(
        Backbone,
        Head,
        Parameters.To(CPU).DetachFromDisposeScope(),
        NormalizationMoments.FromParameters(Moments.ToParameters().To(CPU).DetachFromDisposeScope()),
        Normalization,
        serves: true);

    public void Dispose()
    {
        foreach (var serving in new[] { _serving, _embedding })
            if (serving is { IsValueCreated: true })
                serving.Value?.Dispose();
        Parameters.Dispose();
        Moments.ToParameters().Dispose();
    }

    // inputs: [n, ...input shape]; result: [n, outputs]
    public Tensor Predict(Tensor inputs, bool transductive = false)
    {
        if (_serving is not null)
            return _serving.Value is { } serving ? serving.Predict(inputs, transductive) : PredictByAutograd(inputs, transductive);
        using var once = TapePredictor.TryCreate(this);
        return once is not null ? once.Predict(inputs, transductive) : PredictByAutograd(inputs, transductive);
    }

    /// <summary>What the head makes its predictions of, each example for itself.</summary>
    // inputs: [n, ...input shape]; result: [n, embedding]
    public Tensor Embed(Tensor inputs)
    {
        if (_embedding is not null)
            return _embedding.Value is { } serving ? serving.Predict(inputs, transductive: false) : EmbedByAutograd(inputs, transductive: false);
        using var once = TapePredictor.TryCreate(this, embeds: true);
        return once is not null ? once.Predict(inputs, transductive: false) : EmbedByAutograd(inputs, transductive: false);
    }

    // The same, for any backbone on any device.
    internal Tensor PredictByAutograd(Tensor inputs, bool transductive)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return Head.Predict(Parameters, EmbedByAutograd(inputs, transductive)).MoveToOuterDisposeScope();
    }

    private Tensor EmbedByAutograd(Tensor inputs, bool transductive)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var normalizer = (transductive ? EpisodeNormalization.TransductivePredictions(Normalization) : null) ?? EpisodeNormalization.Predictions(Normalization, Moments);
        return Backbone.Forward(Parameters, inputs, normalizer).MoveToOuterDisposeScope();
    }
}
