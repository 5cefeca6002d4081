using System;
using System.IO;
using System.Linq;

namespace MetaLearn.Runs;

/// <summary>
/// The folder of a run, held by one call of the tool: no other can write into it. What a killed process leaves of it holds nothing.
/// </summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>The name of the file.</summary>
    public const string Name = "run.lock";

    private readonly string _folder;
    private readonly bool _madeFolder;
    private readonly FileStream _file;

    private RunLock(string folder)
    {
        (_folder, _madeFolder) = (folder, !Directory.Exists(folder));
        Directory.CreateDirectory(folder);
        _file = new FileStream(
            Path.Combine(folder, Name),
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 1,
            FileOptions.DeleteOnClose);
    }

    /// <exception cref="ToolException">Another call holds it.</exception>
    public static RunLock Take(string folder) => TryTake(folder)
        ?? throw new ToolException(
            ExitCode.Failure, $"another call of metalearn works in '{folder}': wait until it ends, or name another folder.");

    /// <summary>Takes it; null if another call holds it.</summary>
    public static RunLock? TryTake(string folder)
    {
        try
        {
            return new RunLock(folder);
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, Name)))
        {
            return null;
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        try
        {
            if (_madeFolder && !Directory.EnumerateFileSystemEntries(_folder).Any())
                Directory.Delete(_folder);
        }
        catch (IOException)
        {
            // Another call has begun in it.
        }
    }
}
