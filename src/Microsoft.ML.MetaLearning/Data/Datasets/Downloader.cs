using System;
using System.IO;
using System.Net.Http;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Downloads files whose hash is known.</summary>
internal static class Downloader
{
    private const int PartSize = 1 << 16;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <param name="file">What to download, unless it is there with this content.</param>
    /// <param name="folder">Where to put it.</param>
    /// <param name="otherwise">Advice to add to the error if the file cannot be had.</param>
    /// <param name="progress">Told of every part that came.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task GetAsync(DatasetFile file, string folder, string otherwise, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, file.Name);
        if (File.Exists(path) && file.Matches(path))
            return;
        // A name of its own, so that two processes can download the same.
        var unfinished = $"{path}.{Guid.NewGuid():N}{AtomicFile.Unfinished}";
        try
        {
            var hash = await FetchAsync(file, unfinished, progress, cancellationToken).ConfigureAwait(false);
            if (!file.Matches(hash))
                throw new InvalidDataException($"what came from {file.Uri} has the {file.Algorithm} {Convert.ToHexStringLower(hash)}, but {file.Name} must have {file.Hash}. {otherwise}");
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{file.Uri} cannot be downloaded: {(e is OperationCanceledException ? $"nothing came for {s_patience.TotalSeconds} seconds." : e.Message)} {otherwise}", e);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Writes the file and returns its hash.</summary>
    private static async Task<byte[]> FetchAsync(DatasetFile file, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        // Archives may take long; only silence is too long.
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(s_patience);
        using var response = await client.GetAsync(file.Uri, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var content = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(file.Algorithm);
        using var target = new FileStream(path, FileMode.CreateNew);
        var part = new byte[PartSize];
        while (await content.ReadAsync(part, silence.Token).ConfigureAwait(false) is > 0 and var count)
        {
            silence.CancelAfter(s_patience);
            hash.AppendData(part, 0, count);
            await target.WriteAsync(part.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            progress?.Report(new DownloadProgress(file.Name, target.Position, response.Content.Headers.ContentLength));
        }
        target.Flush(flushToDisk: true);
        return hash.GetHashAndReset();
    }
}
