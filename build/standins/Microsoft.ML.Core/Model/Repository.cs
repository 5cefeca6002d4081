using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A ZIP archive of named streams. Entries are held in memory while they are open, since model headers need seeking.</summary>
internal abstract class Repository : IDisposable
{
    private readonly List<Entry> _open = new List<Entry>();

    internal Repository(IExceptionContext? ectx)
    {
        ExceptionContext = ectx;
    }

    public IExceptionContext? ExceptionContext { get; }

    protected bool Disposed { get; private set; }

    public void Dispose()
    {
        if (!Disposed)
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }
    }

    protected virtual void Dispose(bool disposing) => Disposed = true;

    protected abstract void OnDispose(Entry ent);

    protected Entry AddEntry(string pathEnt, Stream stream)
    {
        var entry = new Entry(this, pathEnt, stream);
        _open.Add(entry);
        return entry;
    }

    protected void RemoveEntry(Entry ent) => _open.Remove(ent);

    protected void DisposeAllEntries()
    {
        foreach (var entry in _open.ToArray())
        {
            entry.Dispose();
        }
    }

    protected static string NormalizeForArchiveEntry(string path) => path.Replace('\\', '/');

    protected static string GetPath(string? dir, string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        string path = NormalizeForArchiveEntry(string.IsNullOrEmpty(dir) ? name : $"{dir}/{name}");
        bool local = !path.StartsWith('/') && !path.Contains(':') && path.Split('/').All(part => part is not ("" or "." or ".."));
        Contracts.CheckParam(local, nameof(name), "The name of an entry must be a relative path inside the archive.");
        return path;
    }

    public sealed class Entry : IDisposable
    {
        private readonly Repository _repository;
        private bool _disposed;

        internal Entry(Repository repository, string path, Stream stream)
        {
            _repository = repository;
            Path = path;
            Stream = stream;
        }

        public string Path { get; }

        public Stream Stream { get; }

        public void Dispose()
        {
            if (!_disposed)
            {
                _disposed = true;
                _repository.OnDispose(this);
                Stream.Dispose();
            }
        }
    }
}
