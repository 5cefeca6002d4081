using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// A published data set of few-shot learning. It is prepared once, from the files that its home gives out, into a folder of images that
/// <see cref="MetaLearningCatalog.LoadImageFolder"/> reads: <c>train|val|test/class/</c>, or with a superclass before the class; without
/// the split where the data set has none.
/// </summary>
public abstract class FewShotDataset
{
    private protected FewShotDataset()
    {
    }

    /// <summary>The data sets, in the order of their names.</summary>
    public static IReadOnlyList<FewShotDataset> All { get; } =
    [
        new CifarFsDataset(),
        new CubDataset(),
        new Fc100Dataset(),
        new MetaDatasetSource(),
        new MiniImageNetDataset(),
        OmniglotDataset.Full,
        OmniglotDataset.Small,
        new TieredImageNetDataset(),
    ];

    /// <summary>The name to find it by, for instance "mini-imagenet".</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in a sentence.</summary>
    public abstract string Description { get; }

    /// <summary>Where it is described and given out.</summary>
    public abstract Uri Home { get; }

    /// <summary>The terms of its use.</summary>
    public abstract string License { get; }

    /// <summary>What to get, from where, and where to put it.</summary>
    public abstract string HowToGet { get; }

    /// <summary>The files that everyone may download; none where the home asks for a registration.</summary>
    public IReadOnlyList<DatasetFile> Files { get; internal init; } = [];

    /// <summary>The published size, on which <see cref="Prepare"/> insists; null if it depends on the files.</summary>
    public DatasetSize? Size { get; internal init; }

    /// <summary>Finds a data set by its name.</summary>
    /// <param name="name">The name; upper and lower case are the same.</param>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static FewShotDataset Find(string name)
    {
        Checks.NotEmpty(name, nameof(name));
        var names = All.Select(d => d.Name).ToArray();
        return All.FirstOrDefault(d => d.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new ArgumentException(
            $"'{name}' is no known data set; did you mean '{NearestName.Of(name, names)}'? There are {string.Join(", ", names)}.", nameof(name));
    }

    /// <summary>
    /// Downloads the <see cref="Files"/> that are not there yet. A file gets its name only when it is whole and its hash is right.
    /// </summary>
    /// <param name="folder">Where to put them; made if it is not there.</param>
    /// <param name="progress">Told of every part that came.</param>
    /// <param name="cancellationToken">Stops the download; nothing of an unfinished file is left.</param>
    /// <exception cref="NotSupportedException">There are no files that everyone may download; the message says how to get them.</exception>
    /// <exception cref="System.Net.Http.HttpRequestException">The home cannot be reached, or the connection broke.</exception>
    /// <exception cref="InvalidDataException">What came has another hash.</exception>
    public async Task DownloadAsync(string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Checks.NotEmpty(folder, nameof(folder));
        if (Files.Count == 0)
            throw new NotSupportedException($"{Name} cannot be downloaded by a program. {HowToGet}");
        Directory.CreateDirectory(folder);
        foreach (var file in Files)
            await Downloader.GetAsync(file, folder, HowToGet, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes the images as a folder for <see cref="MetaLearningCatalog.LoadImageFolder"/>, unless that is there already.
    /// </summary>
    /// <param name="sourceFolder">The folder with the original files, archives or extracted. See <see cref="HowToGet"/>.</param>
    /// <param name="targetFolder">
    /// The folder to write, which appears complete or not at all: if it is there and not empty, nothing is read or written.
    /// </param>
    /// <param name="cancellationToken">Stops the work; nothing of an unfinished folder is left.</param>
    /// <exception cref="IOException">A folder or file is missing, or cannot be written.</exception>
    /// <exception cref="InvalidDataException">The files are damaged, or of another size than published.</exception>
    public void Prepare(string sourceFolder, string targetFolder, CancellationToken cancellationToken = default)
    {
        Checks.NotEmpty(sourceFolder, nameof(sourceFolder));
        Checks.NotEmpty(targetFolder, nameof(targetFolder));
        AtomicFolder.Write(targetFolder, folder =>
        {
            try
            {
                if (!Directory.Exists(sourceFolder))
                    throw new DirectoryNotFoundException($"folder '{sourceFolder}' does not exist.");
                Convert(sourceFolder, folder, cancellationToken);
                if (Size is { } size && DatasetSize.Of(folder) is var seen && seen != size)
                    throw new InvalidDataException($"'{sourceFolder}' has {seen}, but the published data set has {size}.");
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or InvalidDataException or FormatException)
            {
                throw Explained(e);
            }
        });
    }

    /// <summary>Writes the images of the original files into a folder that is there and empty.</summary>
    private protected abstract void Convert(string source, string target, CancellationToken cancellationToken);

    /// <summary>The exception with the name of the data set and how to get it.</summary>
    private Exception Explained(Exception e)
    {
        var message = $"{Name}: {e.Message} {HowToGet}";
        return e switch
        {
            FileNotFoundException => new FileNotFoundException(message, e),
            DirectoryNotFoundException => new DirectoryNotFoundException(message, e),
            _ => new InvalidDataException(message, e),
        };
    }
}
