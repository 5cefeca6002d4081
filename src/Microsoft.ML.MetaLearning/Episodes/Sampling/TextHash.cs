using System;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Short hashes, by which descriptions of what is too long to be written out differ where it differs.</summary>
internal static class TextHash
{
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes))[..8];
}
