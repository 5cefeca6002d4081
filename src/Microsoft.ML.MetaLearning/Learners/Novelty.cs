using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
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

    private static string Name(int model) => string.Create(CultureInfo.InvariantCulture, $"{Means}{model}");
}
