using System;
using System.IO;
using System.Text;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where one model writes itself: a stream with a header, and in an archive also named streams and sub-models.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal readonly RepositoryWriter? Repository;
    internal readonly string? Directory;
    internal readonly BinaryWriter Writer;
    internal readonly NormStr.Pool Strings = new NormStr.Pool();
    internal readonly long FpMin;
    internal ModelHeader Header;

    private readonly IExceptionContext? _ectx;
    private readonly Repository.Entry? _entry;
    private string? _loaderAssemblyName;
    private bool _closed;

    internal ModelSaveContext(RepositoryWriter rep, string? dir, string name)
    {
        Contracts.CheckValue(rep, nameof(rep));
        _ectx = rep.ExceptionContext;
        Contracts.CheckNonEmpty(_ectx, name, nameof(name));
        Repository = rep;
        Directory = dir;
        _entry = rep.CreateEntry(dir, name);
        Writer = new BinaryWriter(_entry.Stream, Encoding.UTF8, leaveOpen: true);
        ModelHeader.BeginWrite(Writer, out FpMin, out Header);
    }

    internal ModelSaveContext(BinaryWriter writer, IExceptionContext? ectx = null)
    {
        Contracts.CheckValue(ectx, writer, nameof(writer));
        _ectx = ectx;
        Writer = writer;
        ModelHeader.BeginWrite(Writer, out FpMin, out Header);
    }

    internal bool InRepository => Repository != null;

    internal static void SaveModel<T>(RepositoryWriter rep, T value, string path)
        where T : class
    {
        if (value == null)
        {
            return;
        }
        var saveable = value as ICanSaveModel
            ?? throw Contracts.ExceptNotSupp(rep.ExceptionContext, $"A {value.GetType().Name} cannot be saved: it does not implement {nameof(ICanSaveModel)}.");
        using var context = new ModelSaveContext(rep, path, ModelLoadContext.ModelStreamName);
        saveable.Save(context);
        context.Done();
    }

    internal static void Save(BinaryWriter writer, Action<ModelSaveContext> fn)
    {
        Contracts.CheckValue(writer, nameof(writer));
        Contracts.CheckValue(fn, nameof(fn));
        using var context = new ModelSaveContext(writer);
        fn(context);
        context.Done();
    }

    internal void CheckAtModel()
        => Contracts.Check(_ectx, Writer.BaseStream.Position == FpMin + Header.FpModel, "The model must be written from its start.");

    internal void SetVersionInfo(VersionInfo ver)
    {
        ModelHeader.SetVersionInfo(ref Header, ver);
        _loaderAssemblyName = ver.LoaderAssemblyName;
    }

    internal void SaveModel<T>(T value, string name)
        where T : class
    {
        Contracts.CheckNonEmpty(_ectx, name, nameof(name));
        SaveModel(RequireRepository(), value, Path.Combine(Directory ?? "", name));
    }

    internal void SaveSubModel(string dir, Action<ModelSaveContext> fn)
    {
        Contracts.CheckNonEmpty(_ectx, dir, nameof(dir));
        Contracts.CheckValue(_ectx, fn, nameof(fn));
        using var context = new ModelSaveContext(RequireRepository(), Path.Combine(Directory ?? "", dir), ModelLoadContext.ModelStreamName);
        fn(context);
        context.Done();
    }

    internal void SaveTextStream(string name, Action<TextWriter> action)
    {
        Contracts.CheckValue(_ectx, action, nameof(action));
        using var entry = RequireRepository().CreateEntry(Directory, name);
        using var writer = new StreamWriter(entry.Stream, leaveOpen: true);
        action(writer);
    }

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        Contracts.CheckValue(_ectx, action, nameof(action));
        using var entry = RequireRepository().CreateEntry(Directory, name);
        using var writer = new BinaryWriter(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(writer);
    }

    internal void SaveStringOrNull(string? str)
    {
        if (str == null)
        {
            Writer.Write(-1);
        }
        else
        {
            SaveString(str);
        }
    }

    internal void SaveString(string str)
    {
        Contracts.CheckParam(_ectx, str != null, nameof(str), "The string cannot be null.");
        Writer.Write(Strings.Add(str).Id);
    }

    internal void SaveString(ReadOnlyMemory<char> str) => SaveString(str.ToString());

    internal void SaveNonEmptyString(string str)
    {
        Contracts.CheckParam(_ectx, !string.IsNullOrEmpty(str), nameof(str), "The string cannot be empty.");
        SaveString(str);
    }

    internal void SaveNonEmptyString(ReadOnlyMemory<char> str) => SaveNonEmptyString(str.ToString());

    /// <summary>Completes the header. A context disposed without it leaves a model that no one can load.</summary>
    internal void Done()
    {
        Contracts.Check(_ectx, !_closed, "The model is already complete.");
        ModelHeader.EndWrite(Writer, FpMin, ref Header, Strings, _loaderAssemblyName);
        Dispose();
    }

    public void Dispose()
    {
        if (_closed)
        {
            return;
        }
        _closed = true;
        if (_entry != null)
        {
            Writer.Dispose();
            _entry.Dispose();
        }
    }

    private RepositoryWriter RequireRepository()
        => Repository ?? throw Contracts.Except(_ectx, "Named streams and sub-models can only be saved in a repository.");
}
