using System;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageGrayscalingTransformer), null, typeof(SignatureLoadModel), "Image grayscaling", ImageGrayscalingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Gives each pixel its luminance in all three colours.</summary>
public sealed class ImageGrayscalingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageGrayscaleTransform";

    internal ImageGrayscalingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ImageGrayscalingTransformer)), columns)
    {
    }

    private ImageGrayscalingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    internal (string Output, string Input)[] Columns => ColumnPairs;

    internal static ImageGrayscalingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckRef(env, nameof(env));
        IHost host = env.Register(nameof(ImageGrayscalingTransformer));
        host.CheckRef(ctx, nameof(ctx));
        ctx.CheckAtModel(GetVersionInfo());
        return new ImageGrayscalingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        ImageColumns.CheckImage(Host, inputSchema, srcCol);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VersionInfo GetVersionInfo()
    {
        return new VersionInfo(
            modelSignature: "IMGGRAYS",
            verWrittenCur: 0x00010001,
            verReadableCur: 0x00010001,
            verWeCanReadBack: 0x00010001,
            loaderSignature: LoaderSignature,
            loaderAssemblyName: typeof(ImageGrayscalingTransformer).Assembly.FullName!);
    }

    private static MLImage ToGray(MLImage source)
    {
        ReadOnlySpan<byte> from = source.Pixels;
        var (red, green, blue) = source.ColorIndices;
        var to = new byte[from.Length];
        for (int i = 0; i < to.Length; i += MLImage.BytesPerPixel)
        {
            float luminance = 0.3f * from[i + red] + 0.59f * from[i + green] + 0.11f * from[i + blue];
            to.AsSpan(i, 3).Fill((byte)(luminance + 0.5f));
            to[i + MLImage.AlphaIndex] = byte.MaxValue;
        }
        return new MLImage(source.Width, source.Height, MLPixelFormat.Bgra32, to);
    }

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImageGrayscalingTransformer _parent;

        public Mapper(ImageGrayscalingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            return _parent.ColumnPairs
                .Select((pair, i) => new DataViewSchema.DetachedColumn(pair.outputColumnName, InputSchema[ColMapNewToOld[i]].Type))
                .ToArray();
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            return ImageColumns.MakeImageGetter(input, input.Schema[ColMapNewToOld[iinfo]], ToGray, out disposer);
        }
    }
}
