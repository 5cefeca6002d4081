using System.Collections.Generic;
using System.Linq;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>Represents the mean and variance per channel by which each normalization layer normalizes other examples.</summary>
public sealed class NormalizationMoments
{
    /// <summary>The number added to variances, as in the reference implementations.</summary>
    internal const double Epsilon = 1e-5;
    private const string Mean = ".mean", Variance = ".variance", Weight = ".weight";
    private readonly Dictionary<string, LayerMoments> _layers = [];

    internal IEnumerable<string> Layers => _layers.Keys;

    internal LayerMoments this[string layer] => _layers.TryGetValue(layer, out var moments)
        ? moments
        : throw new KeyNotFoundException($"no moments were recorded for normalization layer '{layer}'.");

    internal void Add(string layer, LayerMoments moments) => _layers.Add(layer, moments);

    /// <summary>Returns the moments as named tensors, for storing.</summary>
    internal ParameterSet ToParameters() => new(_layers.SelectMany(l => new (string Name, Tensor? Value)[]
    {
        (l.Key + Mean, l.Value.Mean), (l.Key + Variance, l.Value.Variance), (l.Key + Weight, l.Value.Weight),
    }).Where(p => p.Value is not null).Select(p => (p.Name, p.Value!)));

    internal static NormalizationMoments FromParameters(ParameterSet parameters)
    {
        var moments = new NormalizationMoments();
        foreach (var name in parameters.Names.Where(n => n.EndsWith(Mean, System.StringComparison.Ordinal)))
        {
            var layer = name[..^Mean.Length];
            var weight = parameters.Contains(layer + Weight) ? parameters[layer + Weight] : null;
            moments.Add(layer, new LayerMoments(parameters[name], parameters[layer + Variance], weight));
        }
        return moments;
    }
}

/// <summary>The moments of one layer.</summary>
/// <param name="Mean">[channels].</param>
/// <param name="Variance">[channels].</param>
/// <param name="Weight">
/// [1]: the weight of these moments beside those of the example itself, 0 to 1. Used by <see cref="Normalization.TaskNorm"/>; null for 1.
/// </param>
internal sealed record LayerMoments(Tensor Mean, Tensor Variance, Tensor? Weight = null);
