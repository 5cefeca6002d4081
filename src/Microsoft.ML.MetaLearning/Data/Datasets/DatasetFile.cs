using System;
using System.IO;
using System.Security.Cryptography;

namespace Microsoft.ML.MetaLearning;

/// <summary>A file of a data set that its home gives to everyone.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Uri">Where it is.</param>
/// <param name="Algorithm">The algorithm of <paramref name="Hash"/>: that which the home or its usual readers publish.</param>
/// <param name="Hash">The hash of its content, in hexadecimal digits.</param>
public sealed record DatasetFile(string Name, Uri Uri, HashAlgorithmName Algorithm, string Hash)
{
    /// <summary>Whether a file has this content.</summary>
    internal bool Matches(string path)
    {
        using var content = File.OpenRead(path);
        return Matches(CryptographicOperations.HashData(Algorithm, content));
    }

    internal bool Matches(byte[] hash) => Hash.Equals(Convert.ToHexString(hash), StringComparison.OrdinalIgnoreCase);
}
