using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the moments that a predictor normalizes by, as the kernels read them: mean and inverse standard deviation.</summary>
internal sealed class GivenMoments<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<string, T[]> _layers = [];

    public GivenMoments(NormalizationMoments moments)
    {
        using var scope = NewDisposeScope();
        foreach (var layer in moments.Layers)
        {
            var given = moments[layer];
            _layers.Add(layer, [.. Values(given.Mean), .. Values(given.Variance.Plus(NormalizationMoments.Epsilon).rsqrt())]);
        }
    }

    /// <summary>Copies a layer's mean per channel, and then its inverse standard deviation per channel.</summary>
    public void CopyTo(string layer, Span<T> target) => _layers[layer].CopyTo(target);

    private static T[] Values(Tensor tensor) => tensor.to_type(Block<T>.Type).cpu().data<T>().ToArray();
}
