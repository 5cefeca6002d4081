using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Data;

/// <summary>An image that is named by a table or on the command line.</summary>
/// <param name="File">Its path.</param>
/// <param name="Label">Its class; empty if that is not known.</param>
/// <param name="Place">Where it is named, to begin messages with.</param>
internal sealed record NamedImage(string File, string Label = "", string Place = "");

/// <summary>Images that were looked at.</summary>
/// <param name="Sound">Those that can be decoded.</param>
/// <param name="Problems">What is wrong with the others, one line for each.</param>
/// <param name="Remarks">What is read otherwise than it is shown elsewhere.</param>
internal sealed record CheckedImages(IReadOnlyList<ImageRow> Sound, IReadOnlyList<string> Problems, IReadOnlyList<string> Remarks)
{
    public static CheckedImages Of(IReadOnlyList<NamedImage> images)
    {
        var files = images.Select(image => image.File).ToArray();
        var findings = ImageFile.Look(files);
        return new CheckedImages(
            images.Where((_, i) => findings[i].Problem is null).Select(image => new ImageRow { ImagePath = Path.GetFullPath(image.File), Label = image.Label }).ToArray(),
            images.Zip(findings).Where(pair => pair.Second.Problem is not null).Select(pair => $"{pair.First.Place}{pair.Second.Problem}.").ToArray(),
            ImageFile.Remarks(files, findings).ToArray());
    }
}
