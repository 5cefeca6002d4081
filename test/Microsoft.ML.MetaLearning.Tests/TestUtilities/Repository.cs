using System;
using System.IO;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The files of the project beside the tests.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    // From the assembly, not from [CallerFilePath]: a deterministic build maps source paths to /_/.
    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Directory.Packages.props.");
    }
}
