using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(TextLoader), null, typeof(SignatureLoadModel), "Text Loader", TextLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Reads columns from text files.</summary>
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    internal const string LoaderSignature = "TextLoader";

    private readonly IHost _host;
    private readonly Options _options;
    private readonly int? _fieldCount;
    private readonly List<string> _header = [];
    private readonly TextColumn[] _columns;
    private readonly DataViewSchema _schema;

    internal TextLoader(IHostEnvironment env, Options options, IMultiStreamSource? dataSample = null)
        : this(env, options, ReadSample(options, dataSample))
    {
    }

    private TextLoader(IHostEnvironment env, Options options, List<string>? sample)
    {
        _host = env.Register(nameof(TextLoader));
        _options = options;
        _host.CheckUserArg(options.Separators is { Length: > 0 }, nameof(Options.Separators), "Must specify a separator.");
        _host.CheckUserArg(!options.Separators.AsSpan().ContainsAny('"', options.EscapeChar), nameof(Options.Separators), "A separator cannot be a quote.");
        _host.CheckUserArg(!options.Separators.AsSpan().Contains(options.DecimalMarker), nameof(Options.DecimalMarker), "The decimal marker cannot be a separator.");
        Column[] columns = options.Columns is { Length: > 0 }
            ? options.Columns
            : throw _host.ExceptUserArg(nameof(Options.Columns), "Must specify at least one column.");
        _fieldCount = sample?.Count;
        if (options.HasHeader && sample != null)
            _header = sample;
        foreach (Column column in columns)
        {
            _host.CheckUserArg(!string.IsNullOrWhiteSpace(column.Name), nameof(Column.Name), "Must specify a column name.");
            _host.CheckUserArg(column.Source is { Length: > 0 }, nameof(Column.Source), $"Must specify a source for column '{column.Name}'.");
        }
        _columns = Array.ConvertAll(columns, column => new TextColumn(column, _fieldCount));
        var builder = new DataViewSchema.Builder();
        foreach (TextColumn column in _columns)
            builder.AddColumn(column.Name, column.Type, column.MakeAnnotations(_header));
        _schema = builder.ToSchema();
    }

    public DataViewSchema GetOutputSchema() => _schema;

    public IDataView Load(IMultiStreamSource source)
    {
        _host.CheckValue(source, nameof(source));
        for (int i = 0; i < source.Count; i++)
        {
            if (source.GetPathOrNull(i) is { } path && !File.Exists(path))
                throw _host.ExceptParam(nameof(source), $"File does not exist at path: {path}");
        }
        return new TextDataView(_schema, source, _columns, _options);
    }

    internal static TextLoader Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(GetVersionInfo());
        Options options = TextLoaderCodec.LoadOptions(ctx);
        List<string>? sample = null;
        if (ctx.Reader.ReadBoolean())
        {
            sample = [];
            for (int count = ctx.Reader.ReadInt32(); count > 0; count--)
                sample.Add(ctx.LoadString());
        }
        return new TextLoader(env, options, sample);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        _host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        TextLoaderCodec.SaveOptions(ctx, _options);
        ctx.Writer.Write(_fieldCount != null);
        if (_fieldCount == null)
            return;
        ctx.Writer.Write(_fieldCount.Value);
        for (int i = 0; i < _fieldCount; i++)
            ctx.SaveString(i < _header.Count ? _header[i] : "");
    }

    private static List<string>? ReadSample(Options options, IMultiStreamSource? dataSample)
    {
        if (dataSample == null || TextLineReader.ReadFirst(dataSample, options) is not { } record)
            return null;
        var fields = new List<string>();
        TextFields.Split(record, options, fields);
        return fields;
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "TXTLOADR",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(TextLoader).Assembly.FullName!);
}
