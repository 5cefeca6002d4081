using System;
using System.Numerics;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>Finds the largest of several values.</summary>
internal static class ArgMax
{
    /// <summary>Returns the position of the largest value, the first of equals.</summary>
    public static int Of<T>(ReadOnlySpan<T> values) where T : INumber<T>
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[largest])
                largest = i;
        return largest;
    }
}
