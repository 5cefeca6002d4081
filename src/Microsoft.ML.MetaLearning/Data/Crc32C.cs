using System;
using System.Numerics;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Computes CRC-32C, the checksum of <a href="https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4">RFC 3720</a>.</summary>
internal static class Crc32C
{
    /// <summary>
    /// Returns the checksum as TensorFlow writes it: rotated and shifted, since a plain one is weak for data that holds checksums.
    /// </summary>
    public static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }
}
