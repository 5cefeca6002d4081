using System;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Threading;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Represents Caltech-UCSD Birds of Wah et al., 2011, split by the numbers of classes as in Chen et al.,
/// <a href="https://arxiv.org/abs/1904.04232">A Closer Look at Few-shot Classification</a>, 2019.
/// </summary>
internal sealed class CubDataset : FewShotDataset
{
    private const string Folder = "CUB_200_2011";
    private const string Archive = Folder + ".tgz";

    public CubDataset()
    {
        Size = new DatasetSize(100, 50, 50, 11_788);
        var uri = new Uri("https://data.caltech.edu/records/65de6-vp158/files/" + Archive);
        Files = [new DatasetFile(Archive, uri, HashAlgorithmName.MD5, "97eceeb196236b17998738112f37df78")];
    }

    public override string Name => "cub";

    public override string Description => "200 species of birds, about 59 photographs each, in the split of Chen et al., 2019";

    public override Uri Home { get; } = new("https://www.vision.caltech.edu/datasets/cub_200_2011/");

    public override string License => "the photographs belong to their authors; non-commercial research and education";

    public override string HowToGet =>
        $"Download {Archive} from {Home} and put it, or the folder {Folder} that it extracts to, into a folder.";

    private protected override void Convert(string source, string target, CancellationToken cancellationToken) =>
        DatasetSource.Find(source, Archive, Folder).ForEach(file =>
        {
            // images/001.Black_footed_Albatross/photograph.jpg
            if (file.Parts is [.., "images", var species, _] && ImageFile.IsImage(file.Name))
                file.CopyTo(Path.Combine(target, Split(species), FolderName.Safe(species)));
        }, cancellationToken);

    /// <summary>
    /// Returns the split: of four classes in a row, "train" for the first and third, "val" for the second, "test" for the last.
    /// </summary>
    private static string Split(string species) =>
        int.TryParse(species.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? ((number - 1) % 4) switch { 1 => "val", 3 => "test", _ => "train" }
            : throw new FormatException($"class '{species}' must begin with its number and a period.");
}
