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

    /// <summary>Downloads a file, unless it exists with the right content.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">The folder to write it to.</param>
    /// <param name="otherwise">Advice to add to the error if the file cannot be downloaded.</param>
    /// <param name="progress">Receives a report for each part.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    public static async Task GetAsync(
        DatasetFile file, string folder, string otherwise, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, file.Name);
        if (File.Exists(path) && file.Matches(path))
            return;
        // A unique name, so that two processes can download the same file.
        var unfinished = $"{path}.{Guid.NewGuid():N}{AtomicFile.Unfinished}";
        try
        {
            var hash = await FetchAsync(file, unfinished, progress, cancellationToken).ConfigureAwait(false);
            if (!file.Matches(hash))
                throw new InvalidDataException($"the file from {file.Uri} has the {file.Algorithm} {Convert.ToHexStringLower(hash)}, " +
                    $"but {file.Name} must have {file.Hash}. {otherwise}");
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException
            || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var reason = e is OperationCanceledException ? $"nothing came for {s_patience.TotalSeconds} seconds." : e.Message;
            throw new HttpRequestException($"{file.Uri} cannot be downloaded: {reason} {otherwise}", e);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Writes the file and returns its hash.</summary>
    private static async Task<byte[]> FetchAsync(
        DatasetFile file, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        // A large archive may take long. Only silence ends the download.
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
