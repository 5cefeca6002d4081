namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Derives seeds from others.</summary>
internal static class Seeds
{
    /// <summary>
    /// Spreads a seed and an index over all bits, so that neighboring episodes are unrelated: the finalizer of SplitMix64.
    /// </summary>
    public static int Mix(int seed, long index)
    {
        var z = (ulong)index * 0x9E3779B97F4A7C15UL + (uint)seed * 0xBF58476D1CE4E5B9UL + 0x94D049BB133111EBUL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return (int)(z ^ (z >> 31));
    }
}
