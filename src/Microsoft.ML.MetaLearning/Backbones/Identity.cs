using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.Engine;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Backbones;

/// <summary>No network: the features are the embeddings. For features that are embeddings already, as of a pretrained network.</summary>
/// <remarks>
/// It has no parameters. A learner that has none of its own either, as a prototypical network with Euclidean distances, has nothing to learn in meta-training, which
/// then takes no steps.
/// </remarks>
public sealed class Identity : Backbone
{
    internal const string KindName = "Identity";
    private const int LargestInput = 1 << 20;

    /// <summary>Creates the architecture.</summary>
    /// <param name="inputSize">The number of features.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">The size is not positive.</exception>
    public Identity(int inputSize)
    {
        Checks.Positive(inputSize, nameof(inputSize));
        InputShape = [inputSize];
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override IReadOnlyList<long> InputShape { get; }

    /// <inheritdoc/>
    public override int EmbeddingSize => InputSize;

    /// <inheritdoc/>
    public override ParameterSet Initialize(Generator generator) => new([]);

    // A tensor of its own, so that whoever disposes the embeddings leaves the features alone.
    /// <inheritdoc/>
    public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer) => x.view(x.shape);

    internal override int? Describe(Network.Builder network, int x) => x;

    // *** Binary format ***
    // int: input size
    /// <inheritdoc/>
    public override void WriteArchitecture(BinaryWriter writer) => writer.Write(InputSize);

    internal static Identity Read(BinaryReader reader) => new(ReadSize(reader, LargestInput));

    /// <inheritdoc/>
    public override string ToString() => $"Identity {InputSize}";
}
