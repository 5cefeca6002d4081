using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Represents no network, for features that are embeddings already, of an ONNX model or a text featurizer earlier in the pipeline. It
/// learns one number, a scale of the features, which weighs distances for learners that compare them.
/// </summary>
public sealed class Identity : Backbone
{
    internal const string KindName = "Identity";
    private const string Scale = "scale";

    /// <summary>Creates the architecture.</summary>
    /// <param name="inputSize">The number of features.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">The number is not positive.</exception>
    public Identity(int inputSize)
    {
        Checks.Between(inputSize, 1, Limits.Features, nameof(inputSize));
        InputShape = [inputSize];
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override IReadOnlyList<long> InputShape { get; }

    /// <inheritdoc/>
    public override int EmbeddingSize => (int)InputShape[0];

    /// <inheritdoc/>
    public override ParameterSet Initialize(Generator generator) => new([(Scale, ones(1))]);

    /// <inheritdoc/>
    public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer) => x * parameters[Scale];

    internal override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue x, Normalizer normalizer) =>
        graph.Apply("Mul", x, graph.Constant(parameters[Scale]));

    internal override int? Describe(Network.Builder network, int x) => network.Scale(x, Scale);

    // *** Binary format ***
    // int: number of features
    /// <inheritdoc/>
    public override void WriteArchitecture(BinaryWriter writer) => writer.Write(EmbeddingSize);

    internal static Identity Read(BinaryReader reader) => new(ReadSize(reader, Limits.Features));

    /// <inheritdoc/>
    public override string ToString() => $"Identity {EmbeddingSize}";
}
