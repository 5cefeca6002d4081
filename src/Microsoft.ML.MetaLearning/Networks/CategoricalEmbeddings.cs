using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Represents the network of a recommender. Each feature is a category with a learned vector; the vectors are concatenated and pass through
/// linear layers with rectifiers. The tables are named <c>embeddingI</c>: <c>Frozen = ["embedding"]</c> excludes them from an inner loop.
/// </summary>
/// <remarks>
/// Lee et al., <a href="https://arxiv.org/abs/1908.00413">MeLU: Meta-Learned User Preference Estimator for Cold-Start Recommendation</a>,
/// 2019, section 3.1.
/// </remarks>
public sealed class CategoricalEmbeddings : Backbone
{
    internal const string KindName = "CategoricalEmbeddings";
    private const int MostEntries = 1 << 10;

    /// <summary>Creates the architecture.</summary>
    /// <param name="categories">The number of categories of each feature. A feature is the index of its category, from 0.</param>
    /// <param name="embeddingSize">The length of a category's vector. The default is 32.</param>
    /// <param name="hiddenSizes">The width of each hidden layer. The last layer is the embedding. The default is 64 and 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or there are no features or no hidden layers.</exception>
    public CategoricalEmbeddings(IReadOnlyList<int> categories, int embeddingSize = 32, IReadOnlyList<int>? hiddenSizes = null)
    {
        ArgumentNullException.ThrowIfNull(categories);
        hiddenSizes ??= [64, 64];
        Checks.Between(categories.Count, 1, MostEntries, nameof(categories));
        foreach (var count in categories)
            Checks.Between(count, 1, Limits.Features, nameof(categories));
        Checks.Between(embeddingSize, 1, Limits.Hidden, nameof(embeddingSize));
        Checks.Between(hiddenSizes.Count, 1, MostEntries, nameof(hiddenSizes));
        foreach (var size in hiddenSizes)
            Checks.Between(size, 1, Limits.Hidden, nameof(hiddenSizes));
        Categories = categories.ToArray();
        VectorSize = embeddingSize;
        HiddenSizes = hiddenSizes.ToArray();
        InputShape = [categories.Count];
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override IReadOnlyList<long> InputShape { get; }

    /// <summary>Gets the number of categories of each feature.</summary>
    public IReadOnlyList<int> Categories { get; }

    /// <summary>Gets the length of a category's vector.</summary>
    public int VectorSize { get; }

    /// <summary>Gets the width of each hidden layer.</summary>
    public IReadOnlyList<int> HiddenSizes { get; }

    /// <inheritdoc/>
    public override int EmbeddingSize => HiddenSizes[^1];

    internal override double FewestParameters =>
        Categories.Sum(count => (double)count * VectorSize) + LinearWeights((double)Categories.Count * VectorSize, HiddenSizes);

    /// <inheritdoc/>
    public override ParameterSet Initialize(Generator generator)
    {
        var parameters = new List<(string, Tensor)>();
        for (var i = 0; i < Categories.Count; i++)
        {
            var vectors = randn([Categories[i], VectorSize], dtype: ScalarType.Float32, generator: generator);
            parameters.Add((Table(i), vectors.Over(Math.Sqrt(VectorSize))));
        }
        long inputs = Categories.Count * VectorSize;
        for (var i = 0; i < HiddenSizes.Count; inputs = HiddenSizes[i], i++)
        {
            parameters.Add(($"linear{i}.weight", XavierUniform(generator, HiddenSizes[i], inputs)));
            parameters.Add(($"linear{i}.bias", zeros(HiddenSizes[i])));
        }
        return new ParameterSet(parameters);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A feature is not the index of one of its categories.</exception>
    public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer)
    {
        var vectors = Categories.Select((_, i) => parameters[Table(i)].index_select(0, Indices(x.select(1, i), i)));
        x = cat(vectors.ToArray(), 1);
        for (var i = 0; i < HiddenSizes.Count; i++)
            x = F.linear(x, parameters[$"linear{i}.weight"], parameters[$"linear{i}.bias"]).relu();
        return x;
    }

    // Each category is checked by ONNX Runtime: an index outside of its table is an error.
    internal override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue x, Normalizer normalizer)
    {
        var indices = graph.Cast(x.Name, OnnxType.Int64);
        var vectors = Categories.Select((_, i) => graph.Add("Gather", [
            graph.Constant(parameters[Table(i)]),
            graph.Add("Reshape", [graph.Add("Gather", [indices, graph.Constant([i])], ("axis", 1L)), graph.Constant([-1L])]),
        ], ("axis", 0L)));
        x = new(graph.Add("Concat", [.. vectors], ("axis", 1L)), (long)Categories.Count * VectorSize);
        for (var i = 0; i < HiddenSizes.Count; i++)
            x = graph.Apply("Relu", graph.Linear(x, parameters[$"linear{i}.weight"], parameters[$"linear{i}.bias"]));
        return x;
    }

    // column: [n]; result: [n] of Int64. Native code would end the process at an index outside of the table.
    private Tensor Indices(Tensor column, int feature)
    {
        var count = Categories[feature];
        using var plain = column.detach().cpu().to_type(ScalarType.Float64).contiguous();
        foreach (var value in plain.data<double>())
            if (!(value >= 0 && value < count && value == Math.Floor(value)))
                throw new ArgumentOutOfRangeException(
                    nameof(column), value, $"feature {feature} must be the index of one of its {count} categories, 0 to {count - 1}.");
        return column.to_type(ScalarType.Int64);
    }

    private static string Table(int feature) => $"embedding{feature}";

    // *** Binary format ***
    // int: number of features, int: the categories of each
    // int: length of a vector
    // int: number of hidden layers, int: the width of each
    /// <inheritdoc/>
    public override void WriteArchitecture(BinaryWriter writer)
    {
        WriteSizes(writer, Categories);
        writer.Write(VectorSize);
        WriteSizes(writer, HiddenSizes);
    }

    internal static CategoricalEmbeddings Read(BinaryReader reader)
    {
        int[] ReadAll() => ReadSizes(reader, ReadSize(reader, MostEntries), Limits.Features);
        var categories = ReadAll();
        var size = ReadSize(reader, Limits.Hidden);
        return new CategoricalEmbeddings(categories, size, ReadAll());
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"CategoricalEmbeddings of {string.Join(", ", Categories)} categories, {VectorSize} each, {string.Join("-", HiddenSizes)}";
}
