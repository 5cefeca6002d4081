using System;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImagePixelExtractingTransformer), null, typeof(SignatureLoadModel), "Image pixel extracting", ImagePixelExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes a vector of an image's pixels.</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImagePixelExtractor";

    private readonly PixelLayout _layout;

    internal ImagePixelExtractingTransformer(IHostEnvironment env, PixelLayout layout, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ImagePixelExtractingTransformer)), columns)
    {
        Host.CheckUserArg(IsValid(layout.Colors), "colorsToExtract", "must name at least one color.");
        Host.CheckUserArg(Enum.IsDefined(layout.Order), "orderOfExtraction", "is not an order of colors.");
        Host.CheckUserArg(float.IsFinite(layout.Offset), "offsetImage", "must be finite.");
        Host.CheckUserArg(float.IsFinite(layout.Scale) && layout.Scale != 0, "scaleImage", "must be finite and not zero.");
        _layout = layout;
    }

    private ImagePixelExtractingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _layout = new PixelLayout(
            (ImagePixelExtractingEstimator.ColorBits)ctx.Reader.ReadByte(),
            (ImagePixelExtractingEstimator.ColorsOrder)ctx.Reader.ReadByte(),
            ctx.Reader.ReadBoolean(),
            ctx.Reader.ReadSingle(),
            ctx.Reader.ReadSingle(),
            ctx.Reader.ReadBoolean());
        Host.CheckDecode(IsValid(_layout.Colors) && Enum.IsDefined(_layout.Order));
    }

    internal (string Output, string Input)[] Columns => ColumnPairs;

    internal PixelLayout Layout => _layout;

    internal static ImagePixelExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckRef(env, nameof(env));
        IHost host = env.Register(nameof(ImagePixelExtractingTransformer));
        host.CheckRef(ctx, nameof(ctx));
        ctx.CheckAtModel(GetVersionInfo());
        return new ImagePixelExtractingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        ctx.Writer.Write((byte)_layout.Colors);
        ctx.Writer.Write((byte)_layout.Order);
        ctx.Writer.Write(_layout.Interleave);
        ctx.Writer.Write(_layout.Offset);
        ctx.Writer.Write(_layout.Scale);
        ctx.Writer.Write(_layout.AsFloat);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var type = ImageColumns.CheckImage(Host, inputSchema, srcCol);
        if (!type.HasKnownSize)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", inputSchema[srcCol].Name, "known-size image", "unknown-size image");
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static bool IsValid(ImagePixelExtractingEstimator.ColorBits colors)
    {
        return colors != 0 && (colors & ~ImagePixelExtractingEstimator.ColorBits.All) == 0;
    }

    private static VersionInfo GetVersionInfo()
    {
        return new VersionInfo(
            modelSignature: "IMGPXEXT",
            verWrittenCur: 0x00010001,
            verReadableCur: 0x00010001,
            verWeCanReadBack: 0x00010001,
            loaderSignature: LoaderSignature,
            loaderAssemblyName: typeof(ImagePixelExtractingTransformer).Assembly.FullName!);
    }

    private delegate void Extraction<T>(MLImage image, Span<T> values);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImagePixelExtractingTransformer _parent;

        public Mapper(ImagePixelExtractingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            return _parent.ColumnPairs
                .Select((pair, i) => new DataViewSchema.DetachedColumn(pair.outputColumnName, _parent._layout.TypeFor(TypeOf(i))))
                .ToArray();
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            var column = input.Schema[ColMapNewToOld[iinfo]];
            return _parent._layout.AsFloat
                ? MakeGetter<float>(input, column, TypeOf(iinfo), _parent._layout.Extract, out disposer)
                : MakeGetter<byte>(input, column, TypeOf(iinfo), _parent._layout.Extract, out disposer);
        }

        private ValueGetter<VBuffer<T>> MakeGetter<T>(
            DataViewRow input, DataViewSchema.Column column, ImageDataViewType type, Extraction<T> extract, out Action disposer)
        {
            var getSource = input.GetGetter<MLImage?>(column);
            int length = _parent._layout.TypeFor(type).Size;
            MLImage? source = null;
            disposer = () => source?.Dispose();

            return (ref VBuffer<T> value) =>
            {
                getSource(ref source);
                if (source is null)
                {
                    value = VBufferEditor.Create(ref value, length, 0).Commit();
                    return;
                }
                if (source.Height != type.Height || source.Width != type.Width)
                    throw Host.Except($"The image {source.Tag} is {source.Width}x{source.Height}, but column '{column.Name}' holds images of {type.Width}x{type.Height}.");

                var editor = VBufferEditor.Create(ref value, length);
                extract(source, editor.Values);
                value = editor.Commit();
            };
        }

        private ImageDataViewType TypeOf(int iinfo) => (ImageDataViewType)InputSchema[ColMapNewToOld[iinfo]].Type;
    }
}
