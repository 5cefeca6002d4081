using System;
using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>A 128-bit id of a row, the same on every pass over the data.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    // The constants of SplitMix64, a published mixer: each derived id passes both halves through it.
    private const ulong Increment = 0x9E3779B97F4A7C15;

    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    public DataViewRowId Next() => Derive(1);

    public DataViewRowId Fork() => Derive(2);

    public DataViewRowId Combine(DataViewRowId other)
    {
        ulong low = Mix(Low ^ Mix(other.Low + Increment));
        ulong high = Mix(High ^ Mix(other.High ^ Increment) ^ low);
        return new DataViewRowId(low, high);
    }

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object? obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public int CompareTo(DataViewRowId other)
    {
        int high = High.CompareTo(other.High);
        return high != 0 ? high : Low.CompareTo(other.Low);
    }

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0:x16}{1:x16}", High, Low);

    private DataViewRowId Derive(ulong branch)
    {
        ulong low = Mix(Low + branch * Increment);
        return new DataViewRowId(low, Mix(High + low + branch));
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
