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
/// Represents a published data set of few-shot learning. It is prepared once, from the published files, as a folder of images for
/// <see cref="MetaLearningCatalog.LoadImageFolder"/>: <c>train|val|test/class/</c>, with a superclass before the class if there is one, and
/// without the split if there is none.
/// </summary>
public abstract class FewShotDataset
{
    private protected FewShotDataset()
    {
    }

    /// <summary>Gets the data sets, in the order of their names.</summary>
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

    /// <summary>Gets the name for <see cref="Find"/>, for instance "mini-imagenet".</summary>
    public abstract string Name { get; }

    /// <summary>Gets a description in one sentence.</summary>
    public abstract string Description { get; }

    /// <summary>Gets the address that describes and publishes the data set.</summary>
    public abstract Uri Home { get; }

    /// <summary>Gets the terms of use.</summary>
    public abstract string License { get; }

    /// <summary>Gets instructions: which files to get, from where, and where to put them.</summary>
    public abstract string HowToGet { get; }

    /// <summary>Gets the files that everyone may download; none where the home asks for a registration.</summary>
    public IReadOnlyList<DatasetFile> Files { get; internal init; } = [];

    /// <summary>Gets the published size, which <see cref="Prepare"/> requires; null if it depends on the files.</summary>
    public DatasetSize? Size { get; internal init; }

    /// <summary>Finds a data set by its name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <exception cref="ArgumentException">There is no data set of this name.</exception>
    public static FewShotDataset Find(string name)
    {
        Checks.NotEmpty(name, nameof(name));
        var names = All.Select(d => d.Name).ToArray();
        return All.FirstOrDefault(d => d.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new ArgumentException(
            $"'{name}' is not a known data set; did you mean '{NearestName.Of(name, names)}'? There are {string.Join(", ", names)}.",
            nameof(name));
    }

    /// <summary>
    /// Downloads the <see cref="Files"/> that are missing. A file gets its name only when it is complete and its hash is right.
    /// </summary>
    /// <param name="folder">The folder to write to. It is created if it does not exist.</param>
    /// <param name="progress">Receives a report for each part.</param>
    /// <param name="cancellationToken">Stops the download. Nothing of an unfinished file is left.</param>
    /// <exception cref="NotSupportedException">There are no files that everyone may download. The message says how to get them.</exception>
    /// <exception cref="System.Net.Http.HttpRequestException">The home cannot be reached, or the connection broke.</exception>
    /// <exception cref="InvalidDataException">A file has the wrong hash.</exception>
    public async Task DownloadAsync(
        string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Checks.NotEmpty(folder, nameof(folder));
        if (Files.Count == 0)
            throw new NotSupportedException($"{Name} cannot be downloaded by a program. {HowToGet}");
        Directory.CreateDirectory(folder);
        foreach (var file in Files)
            await Downloader.GetAsync(file, folder, HowToGet, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes the images as a folder for <see cref="MetaLearningCatalog.LoadImageFolder"/>, unless that folder exists already.
    /// </summary>
    /// <param name="sourceFolder">The folder with the original files, archives or extracted. See <see cref="HowToGet"/>.</param>
    /// <param name="targetFolder">
    /// The folder to write, which appears complete or not at all. If it exists and is not empty, nothing is read or written.
    /// </param>
    /// <param name="cancellationToken">Stops the work. Nothing of an unfinished folder is left.</param>
    /// <exception cref="IOException">A folder or file is missing, or cannot be written.</exception>
    /// <exception cref="InvalidDataException">The files are damaged, or differ from the published size.</exception>
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

    /// <summary>Writes the images of the original files into an empty folder.</summary>
    private protected abstract void Convert(string source, string target, CancellationToken cancellationToken);

    /// <summary>Returns the exception with the name of the data set and instructions to get it.</summary>
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
