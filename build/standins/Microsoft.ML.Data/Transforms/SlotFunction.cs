using System;
using System.IO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>How each slot is normalized: shifted and scaled, or through the distribution function of a normal variable.</summary>
internal sealed class SlotFunction
{
    public SlotFunction(double[] offsets, double[] scales, bool isCdf)
    {
        Offsets = offsets;
        Scales = scales;
        IsCdf = isCdf;
    }

    public double[] Offsets { get; }

    public double[] Scales { get; }

    public bool IsCdf { get; }

    public static SlotFunction MinMax(ColumnMoments moments, bool fixZero) => Choose(moments, isCdf: false, slot =>
    {
        (double min, double max) = (moments.Minima[slot], moments.Maxima[slot]);
        if (!(min <= max))
            return (0, 0);
        return fixZero ? (0, Math.Max(Math.Abs(min), Math.Abs(max))) : (min, max - min);
    });

    public static SlotFunction MeanVariance(ColumnMoments moments, bool fixZero, bool useCdf) => Choose(moments, useCdf, slot =>
    {
        (double mean, double variance) = (moments.Means[slot], moments.GetVariance(slot));
        return fixZero ? (0, Math.Sqrt(mean * mean + variance)) : (mean, Math.Sqrt(variance));
    });

    public double Apply(int slot, double value)
    {
        double centred = (value - Offsets[slot]) * Scales[slot];
        return IsCdf ? 0.5 * (1 + Erf(centred / Math.Sqrt(2))) : centred;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(IsCdf);
        writer.Write(Offsets.Length);
        for (int i = 0; i < Offsets.Length; i++)
        {
            writer.Write(Offsets[i]);
            writer.Write(Scales[i]);
        }
    }

    public static SlotFunction Load(BinaryReader reader)
    {
        bool isCdf = reader.ReadBoolean();
        int size = reader.ReadInt32();
        Contracts.CheckDecode(size > 0);
        var function = new SlotFunction(new double[size], new double[size], isCdf);
        for (int i = 0; i < size; i++)
        {
            function.Offsets[i] = reader.ReadDouble();
            function.Scales[i] = reader.ReadDouble();
        }
        return function;
    }

    // A slot that never varies tells nothing: it becomes zero.
    private static SlotFunction Choose(ColumnMoments moments, bool isCdf, Func<int, (double Offset, double Width)> choose)
    {
        var function = new SlotFunction(new double[moments.Size], new double[moments.Size], isCdf);
        for (int i = 0; i < moments.Size; i++)
        {
            (double offset, double width) = choose(i);
            if (width > 0)
                (function.Offsets[i], function.Scales[i]) = (offset, 1 / width);
        }
        return function;
    }

    // Abramowitz and Stegun 7.1.26; the error is below 1.5e-7.
    private static double Erf(double x)
    {
        double t = 1 / (1 + 0.3275911 * Math.Abs(x));
        double tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        return Math.Sign(x) * (1 - tail * Math.Exp(-x * x));
    }
}
