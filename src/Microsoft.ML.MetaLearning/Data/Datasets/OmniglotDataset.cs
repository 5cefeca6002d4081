using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Represents Omniglot of Lake et al., <a href="https://doi.org/10.1126/science.aab3050">2015</a>: characters of alphabets, each drawn by
/// 20 people. The superclass is the alphabet.
/// </summary>
internal sealed class OmniglotDataset : FewShotDataset
{
    private const string Folder = "https://raw.githubusercontent.com/brendenlake/omniglot/master/python/";
    private readonly IReadOnlyList<Part> _parts;

    public OmniglotDataset(string name, string description, params IReadOnlyList<Part> parts)
    {
        (Name, Description, _parts) = (name, description, parts);
        Files = parts.Select(part => new DatasetFile(part.Archive, new Uri(Folder + part.Archive), part.Algorithm, part.Hash)).ToArray();
    }

    /// <summary>Gets the whole data set, in the split of its authors.</summary>
    /// <remarks>The hashes are those of torchvision.</remarks>
    public static OmniglotDataset Full { get; } = new(
        "omniglot",
        "1623 characters of 50 alphabets, 20 drawings each; the background set of 30 alphabets to train on, " +
            "the evaluation set of 20 to test on",
        new("images_background", "train", HashAlgorithmName.MD5, "68d2efa1b9178cc56df9314c21c6e718"),
        new("images_evaluation", "test", HashAlgorithmName.MD5, "6b91aef0f799c5bb55b94e3f2daec811"))
    {
        Size = new DatasetSize(964, 0, 659, 32_460),
    };

    /// <summary>Gets the two small background sets, 3 MB, which share Greek and Latin.</summary>
    public static OmniglotDataset Small { get; } = new(
        "omniglot-small", "242 characters of 8 alphabets, 20 drawings each: the two small background sets, not split",
        new("images_background_small1", "", HashAlgorithmName.SHA256, "f38eb80f801274ac2b4dff5b24289016bfaba4a7d5bb50deebf27104ad6cb8a4"),
        new("images_background_small2", "", HashAlgorithmName.SHA256, "3ccaa407515a8778e5d0861875af38b17e418f301ad5bb3b5a6b65d901a41c7f"))
    {
        Size = new DatasetSize(242, 0, 0, 4_840),
    };

    public override string Name { get; }

    public override string Description { get; }

    public override Uri Home { get; } = new("https://github.com/brendenlake/omniglot");

    public override string License => "MIT";

    public override string HowToGet =>
        $"Download {string.Join(" and ", _parts.Select(part => part.Archive))} from the folder python of {Home} " +
        "and put them, zipped or extracted, into one folder.";

    private protected override void Convert(string source, string target, CancellationToken cancellationToken)
    {
        foreach (var part in _parts)
            DatasetSource.Find(source, part.Archive, part.Name).ForEach(file =>
            {
                // zip/alphabet/character/drawing.png
                if (ImageFile.IsImage(file.Name) && file.Parts is [.., var alphabet, var character, _])
                    file.CopyTo(Path.Combine(target, part.Split, FolderName.Safe(alphabet), FolderName.Safe(character)));
            }, cancellationToken);
    }

    /// <summary>Represents an archive of the data set.</summary>
    /// <param name="Name">The name without extension, which is that of the folder in the archive.</param>
    /// <param name="Split">The split of its alphabets; empty for none.</param>
    /// <param name="Algorithm">The algorithm of the hash.</param>
    /// <param name="Hash">The hash of the archive.</param>
    public sealed record Part(string Name, string Split, HashAlgorithmName Algorithm, string Hash)
    {
        public string Archive => Name + ".zip";
    }
}
