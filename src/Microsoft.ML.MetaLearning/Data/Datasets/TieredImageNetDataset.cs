using System;
using System.IO;
using System.Linq;
using System.Threading;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Represents tiered-ImageNet of Ren et al., <a href="https://arxiv.org/abs/1803.00676">2018</a>, split by superclasses.</summary>
internal sealed class TieredImageNetDataset : FewShotDataset
{
    public TieredImageNetDataset() => Size = new DatasetSize(351, 97, 160, 779_165);

    public override string Name => "tiered-imagenet";

    public override string Description => "608 classes of ImageNet, about 1280 images each, split by their 34 superclasses";

    public override Uri Home { get; } = new("https://github.com/renmengye/few-shot-ssl-public");

    public override string License => "ImageNet's terms: non-commercial research and education";

    public override string HowToGet =>
        "Get ImageNet's images of 2012 from https://image-net.org after registration, " +
        $"and put those of the classes that {Home} lists into folders train/class, val/class and test/class.";

    private protected override void Convert(string source, string target, CancellationToken cancellationToken)
    {
        var missing = ImageFolder.Splits.Where(split => !Directory.Exists(Path.Combine(source, split))).ToArray();
        if (missing.Length > 0)
            throw new DirectoryNotFoundException($"'{source}' has no folder {string.Join(", ", missing.Select(split => $"'{split}'"))}.");
        foreach (var split in ImageFolder.Splits)
            foreach (var row in ImageFolder.Rows(Path.Combine(source, split)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var folder = Directory.CreateDirectory(Path.Combine(target, split, row.Label)).FullName;
                File.Copy(row.ImagePath, Path.Combine(folder, Path.GetFileName(row.ImagePath)));
            }
    }
}
