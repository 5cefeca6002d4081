using System;

namespace Microsoft.ML.Data;

/// <summary>Writes into the arrays a buffer already owns, and grows them only when they are too short.</summary>
public static class VBufferEditor
{
    public static VBufferEditor<T> CreateFromBuffer<T>(ref VBuffer<T> destination)
    {
        int count = destination.GetValues().Length;
        return new VBufferEditor<T>(
            destination.Length, count, destination.ValuesArray, destination.IndicesArray, destination.IsDense, false, false);
    }

    public static VBufferEditor<T> Create<T>(
        ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(newLogicalLength);
        int count = valuesCount ?? newLogicalLength;
        if (count < 0 || count > newLogicalLength)
        {
            throw new ArgumentOutOfRangeException(nameof(valuesCount), count, "The number of explicit values must be from 0 to the length of the vector.");
        }
        int capacity = maxValuesCapacity ?? newLogicalLength;
        bool dense = count == newLogicalLength;
        var values = Ensure(destination.ValuesArray, count, capacity, keepOldOnResize, out bool newValues);
        var indices = destination.IndicesArray;
        bool newIndices = false;
        if (!dense || requireIndicesOnDense)
        {
            indices = Ensure(indices, count, capacity, keepOldOnResize, out newIndices);
        }
        return new VBufferEditor<T>(newLogicalLength, count, values, indices, dense && !requireIndicesOnDense, newValues, newIndices);
    }

    private static TItem[]? Ensure<TItem>(TItem[]? array, int count, int capacity, bool keepOld, out bool created)
    {
        created = count > (array?.Length ?? 0);
        if (!created)
        {
            return array;
        }
        long doubled = Math.Max(count, Math.Min(2L * (array?.Length ?? 0), capacity));
        var grown = new TItem[doubled];
        if (keepOld && array != null)
        {
            Array.Copy(array, grown, array.Length);
        }
        return grown;
    }
}
