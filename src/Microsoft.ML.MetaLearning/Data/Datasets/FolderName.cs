using System.Buffers;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Makes names out of data sets fit for folders and files: a name from a file must not lead elsewhere.</summary>
internal static class FolderName
{
    // What one of the usual file systems does not take; the same on all of them, so that classes have the same names everywhere.
    private static readonly SearchValues<char> s_unfit = SearchValues.Create("/\\:*?\"<>|");

    /// <summary>The name with '_' for what a folder's name cannot have; one of dots alone becomes '_' too.</summary>
    public static string Safe(string name)
    {
        var fit = string.Concat(name.Select(c => char.IsControl(c) || s_unfit.Contains(c) ? '_' : c)).Trim().TrimEnd('.', ' ');
        return fit == "" ? "_" : fit;
    }
}
