namespace Microsoft.ML.MetaLearning;

/// <summary>How far the download of a file is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Bytes">Bytes that have come.</param>
/// <param name="TotalBytes">Bytes of the whole file; null if the server does not say.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long? TotalBytes);
