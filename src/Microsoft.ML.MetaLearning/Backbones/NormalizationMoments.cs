using System.Collections.Generic;
using System.Linq;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Backbones;

/// <summary>Mean and biased variance per channel of each normalization layer, as seen in one pass over a set of examples. Each tensor: [channels].</summary>
public sealed class NormalizationMoments
{
    private const string Mean = ".mean";
    private const string Variance = ".variance";
    private readonly Dictionary<string, (Tensor Mean, Tensor Variance)> _layers = [];

    /// <summary>The moments of a set of examples under given parameters; none for layer normalization. inputs: [n, ...input shape].</summary>
    internal static NormalizationMoments Record(Backbone backbone, ParameterSet parameters, Tensor inputs, Normalization normalization)
    {
        var moments = new NormalizationMoments();
        if (normalization != Normalization.Layer)
            backbone.Forward(parameters, inputs, Normalizer.Recording(moments));
        return moments;
    }

    internal IEnumerable<string> Layers => _layers.Keys;

    internal (Tensor Mean, Tensor Variance) this[string layer] => _layers.TryGetValue(layer, out var moments)
        ? moments
        : throw new KeyNotFoundException($"no moments were recorded for normalization layer '{layer}'.");

    internal void Add(string layer, Tensor mean, Tensor variance) => _layers.Add(layer, (mean, variance));

    /// <summary>The moments as named tensors, for storing.</summary>
    internal ParameterSet ToParameters() =>
        new(_layers.SelectMany(l => new[] { (l.Key + Mean, l.Value.Mean), (l.Key + Variance, l.Value.Variance) }));

    internal static NormalizationMoments FromParameters(ParameterSet parameters)
    {
        var moments = new NormalizationMoments();
        foreach (var name in parameters.Names.Where(n => n.EndsWith(Mean, System.StringComparison.Ordinal)))
        {
            var layer = name[..^Mean.Length];
            moments.Add(layer, parameters[name], parameters[layer + Variance]);
        }
        return moments;
    }
}
