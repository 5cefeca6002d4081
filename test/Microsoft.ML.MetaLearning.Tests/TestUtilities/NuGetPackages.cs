using System;
using System.IO;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The folder in which NuGet keeps the packages of all projects.</summary>
internal static class NuGetPackages
{
    public static string Folder { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
