using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Networks;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// The networks of learners on the tape engine. Null if the backbone does not say which operations it is made of, or the engine does not
/// know its normalization.
/// </summary>
internal static class TapeNetwork
{
    /// <summary>Backbone, linear head and loss; with a learned temperature between the two if asked for.</summary>
    public static Network? TryBuild(Backbone backbone, int outputs, Normalization normalization, TaskKind task, bool temperature = false)
    {
        var builder = new Network.Builder(backbone.InputShape, normalization);
        if (Describe(backbone, builder) is not { } embedding)
            return null;
        var head = builder.Linear(embedding, LinearHead.Weight, LinearHead.Bias, outputs);
        if (temperature)
            head = builder.Scale(head, LinearHead.Temperature);
        var shape = builder.ShapeOf(head);
        builder.Add(task == TaskKind.Classification ? new SoftmaxCrossEntropy(head, shape) : new MeanSquaredError(head, shape));
        return new Network(builder, head);
    }

    /// <summary>The backbone alone, whose outputs are the embeddings.</summary>
    public static Network? TryBuildEmbedding(Backbone backbone, Normalization normalization)
    {
        var builder = new Network.Builder(backbone.InputShape, normalization);
        return Describe(backbone, builder) is { } embedding ? new Network(builder, embedding) : null;
    }

    private static int? Describe(Backbone backbone, Network.Builder builder) => backbone.Describe(builder, Network.InputNode) is { } embedding && builder.KnowsNormalization ? embedding : null;
}
