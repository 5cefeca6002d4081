using System;
using System.Collections.Generic;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents a point on a sine curve.</summary>
public sealed class SinusoidRow
{
    /// <summary>Gets or sets the number of the curve.</summary>
    public int Task { get; set; }

    /// <summary>Gets or sets x, in -5 to 5.</summary>
    [VectorType(1)]
    public float[] Features { get; set; } = [];

    /// <summary>Gets or sets y = amplitude * sin(x - phase).</summary>
    public float Label { get; set; }
}

/// <summary>
/// Draws the sine curves of Finn et al., 2017, section 5.1: amplitude uniform in 0.1 to 5, phase in 0 to pi, x in -5 to 5.
/// </summary>
internal static class Sinusoids
{
    public static IEnumerable<SinusoidRow> Sample(int curves, int points, int seed)
    {
        Checks.Positive(curves, nameof(curves));
        Checks.Positive(points, nameof(points));
        return Rows(curves, points, seed);
    }

    private static IEnumerable<SinusoidRow> Rows(int curves, int points, int seed)
    {
        for (var curve = 0; curve < curves; curve++)
        {
            var random = new Random(Seeds.Mix(seed, curve));
            var amplitude = 0.1 + 4.9 * random.NextDouble();
            var phase = Math.PI * random.NextDouble();
            for (var point = 0; point < points; point++)
            {
                var x = -5 + 10 * random.NextDouble();
                yield return new SinusoidRow { Task = curve, Features = [(float)x], Label = (float)(amplitude * Math.Sin(x - phase)) };
            }
        }
    }
}
