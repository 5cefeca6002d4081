using System.Buffers;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Turns names in data sets into names of folders and files, which must not lead elsewhere.</summary>
internal static class FolderName
{
    // Some file systems reject these. They are replaced on all systems, so that classes have the same names everywhere.
    private static readonly SearchValues<char> s_unfit = SearchValues.Create("/\\:*?\"<>|");

    /// <summary>Returns the name with '_' in place of characters that a folder's name cannot have. A name of dots becomes '_'.</summary>
    public static string Safe(string name)
    {
        var fit = string.Concat(name.Select(c => char.IsControl(c) || s_unfit.Contains(c) ? '_' : c)).Trim().TrimEnd('.', ' ');
        return fit == "" ? "_" : fit;
    }
}
