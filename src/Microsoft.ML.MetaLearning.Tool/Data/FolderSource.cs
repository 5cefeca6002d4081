using System.ComponentModel.DataAnnotations;
using MetaLearn.Configuration;
using Microsoft.ML;

namespace MetaLearn.Data;

/// <summary>A folder of images: class/image.png, group/class/image.png, or train, val and test above them.</summary>
internal sealed class FolderSource : ImageSource
{
    /// <summary>The folder.</summary>
    [Required, PathSetting]
    public string Path { get; set; } = "";

    /// <summary>
    /// A file that remembers which images were decoded without fault, so that a large folder is listed in seconds. The default is null:
    /// each is decoded each time.
    /// </summary>
    [PathSetting]
    public string? IndexFile { get; set; }

    internal override string Title => $"folder '{Path}'";

    private protected override string Root => Path;

    internal override IDataView Load(MLContext mlContext) => DataException.Guard(() =>
    {
        OtherKinds.RequireFolder(Path);
        return mlContext.MetaLearning().LoadImageFolder(Path, CorruptImages, IndexFile);
    });
}
