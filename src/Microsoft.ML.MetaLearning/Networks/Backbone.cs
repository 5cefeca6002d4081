using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>A network from examples to embeddings, as a function of explicit parameters.</summary>
/// <remarks>
/// A backbone describes an architecture and holds no tensors. To bring your own, derive from this class, register a reader for it with
/// <see cref="RegisterKind"/> so that saved models can be loaded, and write its architecture in <see cref="WriteArchitecture"/>.
/// Use only operations that can be differentiated twice. <see cref="Normalization.Running"/> and <see cref="Normalization.TaskNorm"/> add
/// tensors for each normalization layer, which they find by the name of its gain: <c>layer.norm.gain</c>.
/// </remarks>
public abstract class Backbone
{
    private static readonly Dictionary<string, Func<BinaryReader, Backbone>> s_readers = new()
    {
        [Mlp.KindName] = Mlp.Read,
        [Conv4.KindName] = Conv4.Read,
        [ResNet12.KindName] = ResNet12.Read,
        [ResNet18.KindName] = ResNet18.Read,
        [Identity.KindName] = Identity.Read,
        [CategoricalEmbeddings.KindName] = CategoricalEmbeddings.Read,
    };

    /// <summary>The name under which the architecture is stored in model files.</summary>
    public abstract string Kind { get; }

    /// <summary>The shape of one example: [features] or [channels, height, width].</summary>
    public abstract IReadOnlyList<long> InputShape { get; }

    /// <summary>The length of an embedding.</summary>
    public abstract int EmbeddingSize { get; }

    /// <summary>
    /// The shape of the feature map that an embedding is, flattened: [channels, height, width], 1x1 for a vector. The default is a vector.
    /// </summary>
    public virtual IReadOnlyList<long> FeatureMapShape => [EmbeddingSize, 1, 1];

    /// <summary>The number of scalars in one example.</summary>
    public int InputSize => (int)InputShape.Aggregate(1L, (a, b) => a * b);

    /// <summary>New parameters in single precision on the CPU, drawn from <paramref name="generator"/>.</summary>
    public abstract ParameterSet Initialize(Generator generator);

    /// <summary>At least so many numbers are in its parameters; a model file that is shorter is refused before they are made.</summary>
    internal virtual double FewestParameters => 0;

    /// <summary>The embeddings of a batch of examples.</summary>
    /// <param name="parameters">Parameters named as those of <see cref="Initialize"/>; others are ignored.</param>
    /// <param name="x">[n, ...<see cref="InputShape"/>].</param>
    /// <param name="normalizer">What the normalization layers do in this pass.</param>
    /// <returns>[n, <see cref="EmbeddingSize"/>].</returns>
    public abstract Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer);

    /// <summary>
    /// Describes the backbone by the operations of the tape engine, with the parameters of <see cref="Initialize"/>; the node of the
    /// embeddings. A backbone that does not describe itself is differentiated by autograd.
    /// </summary>
    internal virtual int? Describe(Network.Builder network, int x) => null;

    /// <summary>Writes what the reader registered for <see cref="Kind"/> needs to make an equal backbone.</summary>
    public abstract void WriteArchitecture(BinaryWriter writer);

    /// <summary>A size in a model file: anything larger would be a sign of damage, and must not be allocated.</summary>
    private protected static int ReadSize(BinaryReader reader, int largest) => Checks.Decoded(reader.ReadInt32(), 1, largest, "size of a layer");

    /// <summary>Registers the reader of a backbone of your own, so that model files that hold it can be loaded.</summary>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public static void RegisterKind(string kind, Func<BinaryReader, Backbone> read)
    {
        lock (s_readers)
        {
            if (!s_readers.TryAdd(kind, read))
                throw new ArgumentException($"a backbone kind '{kind}' is registered already.", nameof(kind));
        }
    }

    /// <summary>The shape of an image that a network can be made for.</summary>
    private protected static IReadOnlyList<long> ImageShape(int channels, int height, int width, int smallest)
    {
        Checks.Between(channels, 1, Limits.Image, nameof(channels));
        Checks.Between(height, smallest, Limits.Image, nameof(height));
        Checks.Between(width, smallest, Limits.Image, nameof(width));
        return (long)channels * height * width <= Limits.ImageNumbers ? [channels, height, width] : throw new ArgumentOutOfRangeException(
            nameof(channels), channels, $"{nameof(channels)} of {height}x{width} pixels must be at most {Limits.ImageNumbers} numbers together.");
    }

    /// <summary>The numbers in the weights of linear layers.</summary>
    private protected static double LinearWeights(double inputs, IEnumerable<int> sizes)
    {
        var count = 0.0;
        foreach (var size in sizes)
        {
            count += inputs * size;
            inputs = size;
        }
        return count;
    }

    // *** Binary format ***
    // string: kind
    // the kind's own architecture
    internal void Save(BinaryWriter writer)
    {
        writer.Write(Kind);
        WriteArchitecture(writer);
    }

    internal static Backbone Load(BinaryReader reader)
    {
        var kind = reader.ReadString();
        Func<BinaryReader, Backbone>? read;
        lock (s_readers)
        {
            s_readers.TryGetValue(kind, out read);
        }
        if (read is null)
            throw new FormatException($"the model uses a backbone of kind '{kind}', which is not known here; call Backbone.RegisterKind before loading.");
        return read(reader);
    }

    /// <summary>Glorot and Bengio's uniform initialization, 2010. shape: [out, in, ...kernel].</summary>
    protected internal static Tensor XavierUniform(Generator generator, params long[] shape)
    {
        var receptive = shape.Skip(2).Aggregate(1L, (a, b) => a * b);
        var bound = Math.Sqrt(6.0 / ((shape[0] + shape[1]) * receptive));
        return rand(shape, dtype: ScalarType.Float32, generator: generator).Times(2).Minus(1).Times(bound);
    }

    /// <summary>
    /// He et al.'s normal initialization for the fan out and rectifiers of a slope, 2015: [outputs, inputs, kernel, kernel].
    /// </summary>
    private protected static Tensor KaimingNormal(Generator generator, int outputs, long inputs, int kernel, double slope) =>
        randn([outputs, inputs, kernel, kernel], dtype: ScalarType.Float32, generator: generator).Times(Math.Sqrt(2 / ((1 + slope * slope) * outputs * kernel * kernel)));
}
