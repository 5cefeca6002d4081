using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>Computes the novelty of examples to an adapted network; for an ensemble, the mean over its models.</summary>
internal static class Novelty
{
    private const string Means = "means";

    /// <summary>Returns whether a measure needs <see cref="ClassMeans"/>.</summary>
    public static bool NeedsMeans(NoveltyMeasure measure) => measure is NoveltyMeasure.Distance or NoveltyMeasure.Cosine;

    /// <summary>Computes the mean support embedding of each class, [classes, embedding], by each model of the network.</summary>
    public static ParameterSet ClassMeans(AdaptedNetwork network, Examples support) =>
        new(network.Models.Select((model, i) => (Name(i), Prototypes.Of(model.Embed(support.Inputs), support.Targets))));

    /// <summary>Returns the names and shapes of <see cref="ClassMeans"/>.</summary>
    public static IReadOnlyList<(string Name, long[] Shape)> ShapesOfClassMeans(AdaptedNetwork network) =>
        network.Models.Select((model, i) => (Name(i), (long[])[model.Head.Outputs, model.Backbone.EmbeddingSize])).ToArray();

    // inputs: [n, ...input shape], logits: [n, classes], the predictions of the inputs; result: [n]
    public static Tensor Of(NoveltyMeasure measure, AdaptedNetwork network, ParameterSet? classMeans, Tensor inputs, Tensor logits)
    {
        if (!NeedsMeans(measure))
            return measure == NoveltyMeasure.Energy ? -logits.logsumexp(1) : logits.softmax(1).amax([1]).OneMinus();
        var ofModels = network.Models.Select((model, i) => FromMeans(measure, model.Embed(inputs), classMeans![Name(i)]));
        return stack(ofModels.ToArray()).mean([0]);
    }

    // embeddings: [n, embedding], means: [classes, embedding]; result: [n]
    private static Tensor FromMeans(NoveltyMeasure measure, Tensor embeddings, Tensor means) => measure == NoveltyMeasure.Cosine
        ? CosineHead.Unit(embeddings).matmul(CosineHead.Unit(means).t()).amax([1]).OneMinus()
        : (embeddings.unsqueeze(1) - means).Squared().sum(2).amin([1]);

    /// <summary>Writes <see cref="Of"/> as operations of ONNX.</summary>
    // logits: [n, classes], embeddings by each model: [n, embedding]; result: [n, 1]
    public static OnnxValue WriteOnnx(
        OnnxGraph graph, NoveltyMeasure measure, ParameterSet? classMeans, OnnxValue logits, IReadOnlyList<OnnxValue> embeddings)
    {
        if (measure == NoveltyMeasure.Energy)
            return graph.Reshape(graph.Apply("Neg", graph.LogSumExp(logits, axis: 1)), 1);
        if (measure == NoveltyMeasure.Probability)
            return OneMinusLargest(graph, graph.Softmax(logits));
        return graph.Mean(embeddings.Select((value, i) => FromMeans(graph, measure, value, classMeans![Name(i)])).ToArray());
    }

    // embeddings: [n, embedding], means: [classes, embedding]; result: [n, 1]
    private static OnnxValue FromMeans(OnnxGraph graph, NoveltyMeasure measure, OnnxValue embeddings, Tensor means)
    {
        if (measure == NoveltyMeasure.Cosine)
            return OneMinusLargest(graph, graph.Linear(CosineHead.Unit(graph, embeddings), CosineHead.Unit(means)));
        var differences = graph.Apply("Sub", graph.Reshape(embeddings, 1, embeddings.Shape[0]), graph.Constant(means)) with
        {
            Shape = means.shape
        };
        var distances = graph.Reduce("ReduceSum", graph.Apply("Mul", differences, differences.Name), keep: false, 2);
        return graph.Reduce("ReduceMin", distances, keep: true, 1);
    }

    // x: [n, classes]; result: [n, 1]
    private static OnnxValue OneMinusLargest(OnnxGraph graph, OnnxValue x) =>
        graph.Apply("Add", graph.Apply("Neg", graph.Reduce("ReduceMax", x, keep: true, 1)), graph.Constant(1));

    private static string Name(int model) => string.Create(CultureInfo.InvariantCulture, $"{Means}{model}");
}
