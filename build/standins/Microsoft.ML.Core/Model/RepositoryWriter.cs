using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Writes an archive. Without <see cref="Commit"/> the archive gets no directory and cannot be read.</summary>
internal sealed class RepositoryWriter : Repository
{
    private const string TrainingInfo = "TrainingInfo";

    private readonly ZipArchive _archive;
    private readonly HashSet<string> _written = new HashSet<string>();
    private bool _committed;

    private RepositoryWriter(Stream stream, IExceptionContext? ectx)
        : base(ectx)
    {
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    public static RepositoryWriter CreateNew(Stream stream, IExceptionContext? ectx = null)
    {
        Contracts.CheckValue(ectx, stream, nameof(stream));
        Contracts.CheckParam(ectx, stream.CanWrite, nameof(stream), "The stream cannot be written.");
        var writer = new RepositoryWriter(stream, ectx);
        using (var entry = writer.CreateEntry(TrainingInfo, "Version.txt"))
        using (var text = new StreamWriter(entry.Stream))
        {
            text.WriteLine(Assembly.GetExecutingAssembly().GetName().Version);
        }
        return writer;
    }

    public Entry CreateEntry(string name) => CreateEntry(null, name);

    public Entry CreateEntry(string? dir, string name)
    {
        Contracts.Check(ExceptionContext, !Disposed && !_committed, "The repository is already complete.");
        string path = GetPath(dir, name);
        Contracts.CheckParam(ExceptionContext, _written.Add(path), nameof(name), $"The repository already has an entry '{path}'.");
        return AddEntry(path, new MemoryStream());
    }

    public void Commit()
    {
        Contracts.Check(ExceptionContext, !Disposed && !_committed, "The repository is already complete.");
        DisposeAllEntries();
        _committed = true;
        _archive.Dispose();
    }

    protected override void OnDispose(Entry ent)
    {
        RemoveEntry(ent);
        // The buffer stays readable after a writer over the stream has closed it.
        ((MemoryStream)ent.Stream).TryGetBuffer(out var written);
        using var target = _archive.CreateEntry(ent.Path).Open();
        target.Write(written);
    }
}
