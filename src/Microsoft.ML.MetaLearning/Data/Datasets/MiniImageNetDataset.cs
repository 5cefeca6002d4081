using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Represents mini-ImageNet of Vinyals et al., <a href="https://arxiv.org/abs/1606.04080">2016</a>, with the classes and split of Ravi and
/// Larochelle, <a href="https://openreview.net/forum?id=rJY0-Kcll">2017</a>, which all later papers use.
/// </summary>
internal sealed class MiniImageNetDataset : FewShotDataset
{
    private const string Header = "filename,label";

    public MiniImageNetDataset() => Size = new DatasetSize(64, 16, 20, 60_000);

    public override string Name => "mini-imagenet";

    public override string Description => "100 classes of ImageNet, 600 images each, in the split of Ravi and Larochelle";

    public override Uri Home { get; } = new("https://github.com/twitter-research/meta-learning-lstm");

    public override string License => "ImageNet's terms: non-commercial research and education";

    public override string HowToGet =>
        $"Get ImageNet's images of 2012 from https://image-net.org after registration, cut them out as {Home} says, " +
        "and put its train.csv, val.csv and test.csv beside the folder 'images' with the 60000 files.";

    private protected override void Convert(string source, string target, CancellationToken cancellationToken)
    {
        var splitOf = new Dictionary<string, string>();
        foreach (var split in ImageFolder.Splits)
            foreach (var (image, label) in ReadTable(Path.Combine(source, split + ".csv")))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!splitOf.TryAdd(label, split) && splitOf[label] != split)
                    throw new InvalidDataException($"class '{label}' is in both {splitOf[label]}.csv and {split}.csv of '{source}'.");
                var folder = Directory.CreateDirectory(Path.Combine(target, split, FolderName.Safe(label))).FullName;
                File.Copy(Path.Combine(source, "images", image), Path.Combine(folder, image));
            }
    }

    /// <summary>Reads the images and their classes.</summary>
    private static IEnumerable<(string Image, string Label)> ReadTable(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (number == 1 && line.Trim() != Header)
                throw new InvalidDataException($"'{path}' must begin with '{Header}', but begins with '{line}'.");
            if (number == 1 || line.Trim() == "")
                continue;
            // A name that contains a folder could lead out of the folder of images.
            if (line.Trim().Split(',') is not [{ Length: > 0 } image, { Length: > 0 } label] || FolderName.Safe(image) != image)
                throw new InvalidDataException(
                    $"line {number} of '{path}' must be the name of an image, a comma and a class, but is '{line}'.");
            yield return (image, label);
        }
    }
}
