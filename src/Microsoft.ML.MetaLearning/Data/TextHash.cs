using System;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Computes short hashes, which stand in descriptions for what is too long to be written out.</summary>
internal static class TextHash
{
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes))[..8];
}
