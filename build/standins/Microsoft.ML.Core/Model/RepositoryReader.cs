using System.IO;
using System.IO.Compression;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal sealed class RepositoryReader : Repository
{
    private readonly ZipArchive _archive;

    private RepositoryReader(Stream stream, IExceptionContext? ectx)
        : base(ectx)
    {
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException ex)
        {
            throw Contracts.Process(new InvalidDataException($"This is not a model file, or it is truncated: {ex.Message}", ex), ectx);
        }
    }

    public static RepositoryReader Open(Stream stream, IExceptionContext? ectx = null)
    {
        Contracts.CheckValue(ectx, stream, nameof(stream));
        Contracts.CheckParam(ectx, stream.CanRead, nameof(stream), "The stream cannot be read.");
        return new RepositoryReader(stream, ectx);
    }

    public Entry OpenEntry(string name) => OpenEntry(null, name);

    public Entry OpenEntry(string? dir, string name)
        => OpenEntryOrNull(dir, name) ?? throw Contracts.ExceptDecode(ExceptionContext, $"The model file has no entry '{GetPath(dir, name)}'.");

    public Entry? OpenEntryOrNull(string name) => OpenEntryOrNull(null, name);

    public Entry? OpenEntryOrNull(string? dir, string name)
    {
        string path = GetPath(dir, name);
        var found = _archive.Entries.FirstOrDefault(entry => NormalizeForArchiveEntry(entry.FullName) == path);
        if (found == null)
        {
            return null;
        }
        var buffer = new MemoryStream();
        using (var source = found.Open())
        {
            source.CopyTo(buffer);
        }
        Contracts.CheckDecode(ExceptionContext, buffer.Length == found.Length, $"The entry '{path}' of the model file is truncated.");
        buffer.Position = 0;
        return AddEntry(path, buffer);
    }

    protected override void OnDispose(Entry ent) => RemoveEntry(ent);

    protected override void Dispose(bool disposing)
    {
        DisposeAllEntries();
        _archive.Dispose();
        base.Dispose(disposing);
    }
}
