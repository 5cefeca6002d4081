using System;
using System.IO;
using System.Security.Cryptography;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents a file of a data set that everyone may download.</summary>
/// <param name="Name">The name of the file.</param>
/// <param name="Uri">The address of the file.</param>
/// <param name="Algorithm">The algorithm of <paramref name="Hash"/>, as published by the home or the usual readers.</param>
/// <param name="Hash">The hash of the content, in hexadecimal digits.</param>
public sealed record DatasetFile(string Name, Uri Uri, HashAlgorithmName Algorithm, string Hash)
{
    /// <summary>Returns whether a file has this content.</summary>
    internal bool Matches(string path)
    {
        using var content = File.OpenRead(path);
        return Matches(CryptographicOperations.HashData(Algorithm, content));
    }

    internal bool Matches(byte[] hash) => Hash.Equals(Convert.ToHexString(hash), StringComparison.OrdinalIgnoreCase);
}
