using System;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>Adds tensors to a hash.</summary>
internal static class TensorHash
{
    private const long Part = 1 << 20;

    /// <param name="hash">The hash.</param>
    /// <param name="values">[n, ...] of Single. Added in parts, which saves a copy of the whole.</param>
    public static void Append(IncrementalHash hash, Tensor values)
    {
        var rows = Math.Max(1, Part * values.shape[0] / Math.Max(1, values.numel()));
        for (var first = 0L; first < values.shape[0]; first += rows)
        {
            using var part = values.narrow(0, first, Math.Min(rows, values.shape[0] - first));
            hash.AppendData(MemoryMarshal.AsBytes(part.data<float>().ToArray().AsSpan()));
        }
    }
}
