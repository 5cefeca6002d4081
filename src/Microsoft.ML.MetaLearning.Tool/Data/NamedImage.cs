using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Data;

namespace MetaLearn.Data;

/// <summary>An image that is named by a table or on the command line.</summary>
/// <param name="File">Its path.</param>
/// <param name="Label">Its class; empty if that is not known.</param>
/// <param name="Place">Where it is named, to begin messages with.</param>
internal sealed record NamedImage(string File, string Label = "", string Place = "");

/// <summary>Images that were looked at.</summary>
/// <param name="Sound">Those that can be decoded.</param>
/// <param name="Problems">What is wrong with the others, one line for each.</param>
internal sealed record CheckedImages(IReadOnlyList<ImageRow> Sound, IReadOnlyList<string> Problems)
{
    public static CheckedImages Of(IReadOnlyList<NamedImage> images)
    {
        var problems = ImageFile.Problems(images.Select(image => image.File).ToArray());
        return new CheckedImages(
            images.Where((_, i) => problems[i] is null)
                .Select(image => new ImageRow { ImagePath = Path.GetFullPath(image.File), Label = image.Label }).ToArray(),
            images.Zip(problems).Where(pair => pair.Second is not null).Select(pair => $"{pair.First.Place}{pair.Second}.").ToArray());
    }
}
