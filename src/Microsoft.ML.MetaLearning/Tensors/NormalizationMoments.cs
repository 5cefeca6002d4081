using System.Collections.Generic;
using System.Linq;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>Mean and variance per channel of each normalization layer, by which it normalizes other examples.</summary>
public sealed class NormalizationMoments
{
    /// <summary>Added to variances, as in the reference implementations.</summary>
    internal const double Epsilon = 1e-5;
    private const string Mean = ".mean";
    private const string Variance = ".variance";
    private const string Weight = ".weight";
    private readonly Dictionary<string, LayerMoments> _layers = [];

    internal IEnumerable<string> Layers => _layers.Keys;

    internal LayerMoments this[string layer] => _layers.TryGetValue(layer, out var moments)
        ? moments
        : throw new KeyNotFoundException($"no moments were recorded for normalization layer '{layer}'.");

    internal void Add(string layer, LayerMoments moments) => _layers.Add(layer, moments);

    /// <summary>The moments as named tensors, for storing.</summary>
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
            moments.Add(layer, new LayerMoments(parameters[name], parameters[layer + Variance], parameters.Contains(layer + Weight) ? parameters[layer + Weight] : null));
        }
        return moments;
    }
}

/// <summary>The moments of one layer.</summary>
/// <param name="Mean">[channels].</param>
/// <param name="Variance">[channels].</param>
/// <param name="Weight">
/// [1]: how far to trust them rather than those of an example itself, 0 to 1. Of <see cref="Normalization.TaskNorm"/> alone; null for
/// entirely.
/// </param>
internal sealed record LayerMoments(Tensor Mean, Tensor Variance, Tensor? Weight = null);
