using System.Collections.Concurrent;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Networks;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents a backbone on the tape engine: alone, and with a linear head and a loss for each number of outputs.</summary>
internal sealed class TapeNetworks(Backbone backbone, Normalization normalization, TaskKind task, bool temperature, Network embedding)
{
    private readonly ConcurrentDictionary<int, Network> _withHead = new();

    /// <summary>Gets the backbone alone, whose outputs are the embeddings.</summary>
    public Network Embedding => embedding;

    /// <summary>
    /// Creates the networks; null if the backbone does not describe its operations, or the engine does not know its normalization.
    /// </summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="normalization">Its normalization.</param>
    /// <param name="task">The kind of task, for the loss.</param>
    /// <param name="temperature">Whether a learned factor of the logits follows the head.</param>
    public static TapeNetworks? TryCreate(Backbone backbone, Normalization normalization, TaskKind task, bool temperature = false)
    {
        var builder = new Network.Builder(backbone.InputShape, normalization);
        return backbone.Describe(builder, Network.InputNode) is { } embedding && builder.KnowsNormalization
            ? new TapeNetworks(backbone, normalization, task, temperature, new Network(builder, embedding))
            : null;
    }

    /// <summary>Creates networks that only predict: their loss is never computed, and moments from any source are given to them.</summary>
    public static TapeNetworks? TryCreateForInference(AdaptedModel model) => TryCreate(
        model.Backbone,
        model.Normalization is Normalization.EpisodicRunning or Normalization.Running
            ? Normalization.SupportStatistics
            : model.Normalization,
        TaskKind.Regression);

    /// <summary>Returns the network of backbone, linear head and loss.</summary>
    public Network WithHead(int outputs) => _withHead.GetOrAdd(outputs, Build);

    private Network Build(int outputs)
    {
        var builder = new Network.Builder(backbone.InputShape, normalization);
        var head = builder.Linear(backbone.Describe(builder, Network.InputNode)!.Value, LinearHead.Weight, LinearHead.Bias, outputs);
        if (temperature)
            head = builder.Scale(head, LinearHead.Temperature);
        var shape = builder.ShapeOf(head);
        builder.Add(task == TaskKind.Classification ? new SoftmaxCrossEntropy(head, shape) : new MeanSquaredError(head, shape));
        return new Network(builder, head);
    }
}
