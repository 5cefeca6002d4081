using System;
using System.IO;
using System.Security.Cryptography;

namespace Microsoft.ML.MetaLearning.Vision;

/// <summary>Represents a file that the package of ResNet-18 puts beside the application.</summary>
/// <param name="Name">Its path from the folder of the application.</param>
/// <param name="Hash">The SHA-256 of the file that <see cref="PackageVersion"/> has.</param>
internal sealed record WeightFile(string Name, string Hash)
{
    /// <summary>The version of the package.</summary>
    public const string PackageVersion = "0.23.1";

    private const string Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18";
    private const string Advice = $"Run: dotnet add package {Package} --version {PackageVersion}";

    /// <summary>Gets the network.</summary>
    public static WeightFile Network { get; } = new(
        "DnnImageModels/ResNet18Onnx/ResNet18.onnx", "E2552F19DB2DFDB01B3669537B6A0F1B44DA38D18279535492ED5DFC2EF1FF8F");

    /// <summary>Gets what is done to pixels before, the mean image above all.</summary>
    public static WeightFile Preparation { get; } = new(
        "DnnImageModels/ResNetPrepOnnx/ResNetPreprocess.onnx", "84BF8DEF78D0BEFAA3F6E73745D57D7016C6A192EAD76F79686BD438C1047004");

    /// <summary>Returns the path of the file, after a look at its contents.</summary>
    /// <exception cref="NotSupportedException">The application has no such file, or another one.</exception>
    public string Find()
    {
        var path = Path.Combine(AppContext.BaseDirectory, Name);
        if (!File.Exists(path))
            throw new NotSupportedException(
                $"this application lacks the package {Package}, which has a model of images: there is no file '{path}'. {Advice}");
        using var stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream)) == Hash
            ? path
            : throw new NotSupportedException(
                $"'{path}' is not that of package {Package} {PackageVersion}, which is needed. {Advice}");
    }
}
