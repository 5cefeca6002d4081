using System;
using System.Drawing;
using System.IO;
using System.Threading;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(PixelLoadingTransformer), null, typeof(SignatureLoadModel), "Pixels of images", ModelSignatures.PixelLoading)]

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Reads the images that a column has the paths of, and adds their pixels, [channels, height, width], row by row and lazily.
/// </summary>
/// <remarks>
/// Several threads can transform at once. Only load models from trusted sources. Loading models from untrusted sources is a security risk.
/// </remarks>
/// <seealso cref="PixelLoadingEstimator"/>
public sealed class PixelLoadingTransformer : ITransformer, IImageLoader
{
    private const string OptionsStream = "Options";
    private readonly IHost _host;
    private readonly PixelLoadingEstimator.Options _options;
    private readonly ImagePixels _images;
    private int _hasWarned;

    internal PixelLoadingTransformer(IHostEnvironment env, PixelLoadingEstimator.Options options)
    {
        _host = env.Register(nameof(PixelLoadingTransformer));
        _options = options;
        var frame = new ImageFrame(options.Width, options.Height, options.Fit, options.Background);
        _images = new ImagePixels(frame, options.Colors, options.Invert, options.Range);
    }

    /// <summary>The column of paths that it reads.</summary>
    public string InputColumnName => _options.InputColumnName;

    /// <summary>The column of pixels that it adds.</summary>
    public string OutputColumnName => _options.OutputColumnName;

    /// <summary>Always <see langword="true"/>: each row gives one row.</summary>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Map(new EmptyDataView(_host, inputSchema)).OutputSchema;

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Map(new EmptyDataView(_host, inputSchema));

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => Map(input);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    private RowToRowMapperTransform Map(IDataView input) =>
        new(_host, input, new Mapper(this, input.Schema), schema => new Mapper(this, schema));

    /// <summary>Writes how bytes become pixels as operations of ONNX.</summary>
    /// <returns>[n, channels, height, width], from the input <c>Pixels</c>: bytes, [n, height, width, channels].</returns>
    internal OnnxValue WriteOnnx(OnnxFile file)
    {
        var bytes = file.Input("Pixels", OnnxType.UInt8, _options.Height, _options.Width, _options.Channels);
        var planes = file.Add("Transpose", [file.Cast(bytes.Name, OnnxType.Float)], ("perm", new long[] { 0, 3, 1, 2 }));
        var (scale, offset) = _images.Line;
        var pixels = file.Apply("Mul", new OnnxValue(planes, _options.Channels, _options.Height, _options.Width), file.Constant(scale));
        return file.Apply("Add", pixels, file.Constant(offset));
    }

    /// <summary>Once: a folder of scans may have many.</summary>
    private void WarnOfOneColor(string file)
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) != 0)
            return;
        using var channel = _host.Start(nameof(PixelLoadingTransformer));
        channel.Warning(MessageSensitivity.UserData,
            $"all pixels of '{file}' are the same, so nothing is to be seen on it; there may be more such images, of " +
            "which nothing is said.");
    }

    // *** Binary format ***
    // stream "Options": string: output column, string: input column, string: image folder, empty if there is none
    // int: width, int: height, byte: colors, byte: fit, int: background as ARGB, bool: invert, byte: range
    private void Save(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(ModelSignatures.PixelLoadingVersion);
        ModelStreams.Write(context, OptionsStream, writer =>
        {
            writer.Write(_options.OutputColumnName);
            writer.Write(_options.InputColumnName);
            writer.Write(_options.ImageFolder ?? "");
            writer.Write(_options.Width);
            writer.Write(_options.Height);
            writer.Write((byte)_options.Colors);
            writer.Write((byte)_options.Fit);
            writer.Write(_options.Background.ToArgb());
            writer.Write(_options.Invert);
            writer.Write((byte)_options.Range);
        });
    }

    private static PixelLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        ModelStreams.Decode(ctx, ModelSignatures.PixelLoadingVersion,
            () => new PixelLoadingTransformer(env, ModelStreams.Read(ctx, OptionsStream, ReadOptions)));

    private static PixelLoadingEstimator.Options ReadOptions(BinaryReader reader) => new PixelLoadingEstimator.Options
    {
        OutputColumnName = reader.ReadString(),
        InputColumnName = reader.ReadString(),
        ImageFolder = reader.ReadString() is { Length: > 0 } folder ? folder : null,
        Width = reader.ReadInt32(),
        Height = reader.ReadInt32(),
        Colors = Checks.DecodedEnum<ImageColors>(reader.ReadByte()),
        Fit = Checks.DecodedEnum<ImageFit>(reader.ReadByte()),
        Background = Color.FromArgb(reader.ReadInt32()),
        Invert = reader.ReadBoolean(),
        Range = Checks.DecodedEnum<PixelRange>(reader.ReadByte()),
    }.Checked();

    private sealed class Mapper(PixelLoadingTransformer parent, DataViewSchema inputSchema) : IRowMapper
    {
        private readonly DataViewSchema.Column _paths =
            ExampleColumns.Text(inputSchema, parent.InputColumnName, PixelLoadingEstimator.Role);

        public DataViewSchema.DetachedColumn[] GetOutputColumns()
        {
            var options = parent._options;
            var pixels = new VectorDataViewType(NumberDataViewType.Single, options.Channels, options.Height, options.Width);
            return [new(options.OutputColumnName, pixels)];
        }

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput) => column => activeOutput(0) && column == _paths.Index;

        public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            return activeOutput(0) ? [Getter(input)] : new Delegate[1];
        }

        public ITransformer GetTransformer() => parent;

        public void Save(ModelSaveContext ctx) => parent.Save(ctx);

        private InvalidOperationException NoPath(DataViewRowId id) => new(
            $"row {id.Low} has an empty path in column '{_paths.Name}', so there is no image to make column " +
            $"'{parent.OutputColumnName}' of.");

        private ValueGetter<VBuffer<float>> Getter(DataViewRow input)
        {
            var (getPath, getId) = (input.GetGetter<ReadOnlyMemory<char>>(_paths), input.GetIdGetter());
            var (path, id) = (default(ReadOnlyMemory<char>), default(DataViewRowId));
            return (ref VBuffer<float> destination) =>
            {
                getPath(ref path);
                getId(ref id);
                if (path.IsEmpty)
                    throw NoPath(id);
                var file = Path.Combine(parent._options.ImageFolder ?? "", path.ToString());
                ((ReadOnlySpan<float>)parent._images.Read(file, out var isOneColor)).CopyTo(ref destination);
                if (isOneColor)
                    parent.WarnOfOneColor(file);
            };
        }
    }
}
