using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Benchmarks.Speed;

/// <summary>
/// A setting in which libraries are compared, named as in the issue trackers of the field: Omniglot or mini-ImageNet images, Conv4, inner
/// rate 0.1.
/// </summary>
internal sealed record SpeedConfig(
    string Name, int Channels, int Size, int Ways, int Shots, int QueryShots, int Filters, int Steps, int Tasks)
{
    public static readonly IReadOnlyList<SpeedConfig> All =
    [
        new("omni1", 1, 28, 5, 1, 1, 64, 5, 8),
        new("omni15", 1, 28, 5, 1, 15, 64, 5, 4),
        new("omni20", 1, 28, 20, 1, 1, 64, 5, 8),
        new("mini1", 3, 84, 5, 1, 15, 48, 5, 2),
        new("mini5", 3, 84, 5, 5, 15, 48, 5, 2),
    ];

    public static SpeedConfig Find(string name) => All.FirstOrDefault(c => c.Name == name)
        ?? throw new ArgumentException(
            $"'{name}' is no configuration; there are {string.Join(", ", All.Select(c => c.Name))}.", nameof(name));

    /// <summary>
    /// Floating point operations that the convolutions of one task cannot do without. A pass through a layer and its gradients by weights
    /// and by inputs cost the same; the first layer needs none by inputs. The second order adds to each inner step a tangent pass forward
    /// (2) and the tangent of the backward pass (4).
    /// </summary>
    public double ConvolutionFlops(bool firstOrder)
    {
        double flops = 0, support = Ways * Shots * Steps, query = Ways * QueryShots;
        for (var (block, size, inputs) = (0, Size, Channels); block < 4; block++, size /= 2, inputs = Filters)
        {
            var pass = 2.0 * size * size * 9 * inputs * Filters;
            var perSupport = block == 0 ? (firstOrder ? 2 : 4) : (firstOrder ? 3 : 9);
            flops += pass * (perSupport * support + (block == 0 ? 2 : 3) * query);
        }
        return flops;
    }
}
