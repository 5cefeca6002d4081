namespace Microsoft.ML.MetaLearning;

/// <summary>Represents the progress of a download.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Bytes">The bytes received so far.</param>
/// <param name="TotalBytes">The bytes of the whole file; null if the server does not say.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long? TotalBytes);
