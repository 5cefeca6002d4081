using System;
using System.IO;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where one model reads itself from; the counterpart of <see cref="ModelSaveContext"/>.</summary>
internal sealed partial class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    public readonly RepositoryReader? Repository;
    public readonly string? Directory;
    public readonly BinaryReader Reader;
    public readonly string[]? Strings;
    public readonly string? LoaderAssemblyName;
    public readonly long FpMin;
    internal ModelHeader Header;

    internal const string NameBinary = "Model.bin";

    private readonly IExceptionContext? _ectx;

    internal ModelLoadContext(RepositoryReader rep, Repository.Entry ent, string? dir)
    {
        Contracts.CheckValue(rep, nameof(rep));
        _ectx = rep.ExceptionContext;
        Contracts.CheckValue(_ectx, ent, nameof(ent));
        Repository = rep;
        Directory = dir;
        Reader = new BinaryReader(ent.Stream, Encoding.UTF8, leaveOpen: true);
        ModelHeader.BeginRead(out FpMin, out Header, out Strings, out LoaderAssemblyName, Reader);
    }

    internal ModelLoadContext(BinaryReader reader, IExceptionContext? ectx = null)
    {
        Contracts.CheckValue(ectx, reader, nameof(reader));
        Contracts.CheckParam(ectx, reader.BaseStream.CanSeek, nameof(reader), "A model can only be read from a seekable stream.");
        _ectx = ectx;
        Reader = reader;
        ModelHeader.BeginRead(out FpMin, out Header, out Strings, out LoaderAssemblyName, Reader);
    }

    public bool InRepository => Repository != null;

    public void CheckAtModel()
        => Contracts.Check(_ectx, Reader.BaseStream.Position == FpMin + Header.FpModel, "The model must be read from its start.");

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        CheckVersionInfo(ver);
    }

    public void CheckVersionInfo(VersionInfo ver) => ModelHeader.CheckVersionInfo(ref Header, ver);

    public string? LoadStringOrNull()
    {
        int id = Reader.ReadInt32();
        if (id == -1)
        {
            return null;
        }
        Contracts.CheckDecode(_ectx, Strings != null && id >= 0 && id < Strings.Length, "The model is corrupt: it refers to a string it does not have.");
        return Strings[id];
    }

    public string LoadString()
        => LoadStringOrNull() ?? throw Contracts.ExceptDecode(_ectx, "The model is corrupt: a string is missing.");

    public string LoadNonEmptyString()
    {
        string value = LoadString();
        Contracts.CheckDecode(_ectx, value.Length > 0, "The model is corrupt: a string that cannot be empty is.");
        return value;
    }

    public bool ContainsModel(string name)
    {
        if (Repository == null)
        {
            return false;
        }
        using var entry = Repository.OpenEntryOrNull(SubDirectory(name), ModelStreamName);
        return entry != null;
    }

    public bool TryProcessSubModel(string dir, Action<ModelLoadContext> action)
    {
        Contracts.CheckValue(_ectx, action, nameof(action));
        string path = SubDirectory(dir);
        using var entry = RequireRepository().OpenEntryOrNull(path, ModelStreamName);
        if (entry == null)
        {
            return false;
        }
        using var context = new ModelLoadContext(Repository!, entry, path);
        action(context);
        return true;
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        Contracts.CheckValue(_ectx, action, nameof(action));
        using var entry = RequireRepository().OpenEntryOrNull(Directory, name);
        if (entry == null)
        {
            return false;
        }
        using var reader = new BinaryReader(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(reader);
        return true;
    }

    public bool TryLoadTextStream(string name, Action<TextReader> action)
    {
        Contracts.CheckValue(_ectx, action, nameof(action));
        using var entry = RequireRepository().OpenEntryOrNull(Directory, name);
        if (entry == null)
        {
            return false;
        }
        using var reader = new StreamReader(entry.Stream, leaveOpen: true);
        action(reader);
        return true;
    }

    public void Done() => ModelHeader.EndRead(FpMin, ref Header, Reader);

    public void Dispose()
    {
        if (InRepository)
        {
            Reader.Dispose();
        }
    }

    private string SubDirectory(string name) => Path.Combine(Directory ?? "", name);

    private RepositoryReader RequireRepository()
        => Repository ?? throw Contracts.Except(_ectx, "Named streams and sub-models can only be loaded from a repository.");
}
