using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Engine;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>The networks of learners on the tape engine. Null if the backbone does not say which operations it is made of.</summary>
internal static class TapeNetwork
{
    /// <summary>Backbone, linear head and loss; with a learned temperature between the two if asked for.</summary>
    public static Network? TryBuild(Backbone backbone, int outputs, Normalization normalization, TaskKind task, bool temperature = false)
    {
        var builder = new Network.Builder(backbone.InputShape, normalization);
        if (backbone.Describe(builder, Network.InputNode) is not { } embedding)
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
        return backbone.Describe(builder, Network.InputNode) is { } embedding ? new Network(builder, embedding) : null;
    }
}
