using System;

namespace Microsoft.ML.Transforms;

/// <summary>Range, mean and spread of each slot of a column; values that are not finite are left out.</summary>
internal sealed class ColumnMoments
{
    private readonly long[] _counts;
    private readonly double[] _scatters;

    public ColumnMoments(int size)
    {
        _counts = new long[size];
        _scatters = new double[size];
        Means = new double[size];
        Minima = new double[size];
        Maxima = new double[size];
        Array.Fill(Minima, double.PositiveInfinity);
        Array.Fill(Maxima, double.NegativeInfinity);
    }

    public int Size => _counts.Length;

    public double[] Minima { get; }

    public double[] Maxima { get; }

    public double[] Means { get; }

    public double GetVariance(int slot) => _counts[slot] == 0 ? 0 : _scatters[slot] / _counts[slot];

    public void Add(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            if (!double.IsFinite(value))
                continue;
            _counts[i]++;
            Minima[i] = Math.Min(Minima[i], value);
            Maxima[i] = Math.Max(Maxima[i], value);
            double delta = value - Means[i];
            Means[i] += delta / _counts[i];
            _scatters[i] += delta * (value - Means[i]);
        }
    }
}
