using System.IO;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The files of the project beside the tests.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string thisFile = "")
    {
        for (var folder = new FileInfo(thisFile).Directory; folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {thisFile} holds Directory.Packages.props.");
    }
}
