using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents a learner after adaptation to one support set: one model, or several whose outputs are averaged.</summary>
public sealed class AdaptedNetwork : IDisposable
{
    /// <param name="models">At least one; all have the same backbone and outputs.</param>
    internal AdaptedNetwork(IReadOnlyList<AdaptedModel> models) => Models = models;

    /// <summary>Creates a network with a linear head, and moves it to the dispose scope around the calling thread's.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="network">
    /// The parameters of the backbone, and of the head: "head.weight", [outputs, embedding], and "head.bias", [outputs].
    /// </param>
    /// <param name="moments">The moments by which predictions are normalized.</param>
    public static AdaptedNetwork WithLinearHead(FewShotProblem problem, ParameterSet network, NormalizationMoments moments) =>
        Create(problem, new LinearHead(problem.Backbone.EmbeddingSize, (int)network[LinearHead.Bias].shape[0]), network, moments);

    /// <summary>Creates a network of one model, and moves it to the dispose scope around the calling thread's.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="head">The head on the embeddings.</param>
    /// <param name="parameters">The parameters of backbone and head; others are ignored.</param>
    /// <param name="moments">The moments by which predictions are normalized.</param>
    internal static AdaptedNetwork Create(FewShotProblem problem, Head head, ParameterSet parameters, NormalizationMoments moments)
    {
        moments.ToParameters().MoveToOuterDisposeScope();
        return new([new AdaptedModel(problem.Backbone, head, parameters.MoveToOuterDisposeScope(), moments, problem.Normalization)]);
    }

    /// <summary>Gets the number of classes or regression targets that it predicts.</summary>
    public int Outputs => Models[0].Head.Outputs;

    internal IReadOnlyList<AdaptedModel> Models { get; }

    /// <summary>Gets the only model, or the best one of an ensemble.</summary>
    internal AdaptedModel First => Models[0];

    /// <summary>Returns the same network on the CPU and outside any dispose scope. The caller disposes it.</summary>
    public AdaptedNetwork ToServe() => new([.. Models.Select(model => model.ToServe())]);

    /// <summary>Predicts examples.</summary>
    /// <param name="inputs">[n, ...input shape].</param>
    /// <param name="transductive">
    /// Whether to normalize the examples by their own batch if the learner is transductive. If not, each prediction depends only on the
    /// support set and that example.
    /// </param>
    /// <returns>[n, classes] logits, or [n, targets] values.</returns>
    public Tensor Predict(Tensor inputs, bool transductive = false)
    {
        if (Models is [var only])
            return only.Predict(inputs, transductive);
        using var scope = NewDisposeScope();
        return stack(Models.Select(m => m.Predict(inputs, transductive)).ToArray()).mean([0]).MoveToOuterDisposeScope();
    }

    /// <summary>Writes inductive predictions as operations of ONNX, and returns the embeddings by each model, too.</summary>
    // input: [n, ...input shape]; outputs: [n, outputs], embeddings: [n, embedding]
    internal (OnnxValue Outputs, OnnxValue[] Embeddings) WriteOnnx(OnnxGraph graph, OnnxValue input)
    {
        using var scope = NewDisposeScope();
        var embeddings = Models.Select(model => model.WriteEmbedding(graph, input)).ToArray();
        var outputs = Models.Zip(embeddings, (model, embedding) => model.Head.WriteOnnx(graph, model.Parameters, embedding)).ToArray();
        return (outputs is [var only] ? only : graph.Mean(outputs), embeddings);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var model in Models)
            model.Dispose();
    }
}
