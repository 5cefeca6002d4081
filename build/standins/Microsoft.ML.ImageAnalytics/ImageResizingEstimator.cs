using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    internal ImageResizingEstimator(
        IHostEnvironment env, int width, int height, ResizingKind resizing, Anchor anchor, params (string outputColumnName, string inputColumnName)[] columns)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register(nameof(ImageResizingEstimator)),
            new ImageResizingTransformer(env, width, height, resizing, anchor, columns))
    {
    }

    public enum ResizingKind : byte
    {
        /// <summary>Keeps the proportions and fills what is left with black.</summary>
        IsoPad = 0,

        /// <summary>Keeps the proportions and cuts off what is too much.</summary>
        IsoCrop = 1,

        /// <summary>Stretches.</summary>
        Fill = 2,
    }

    /// <summary>The side that cropping keeps.</summary>
    public enum Anchor : byte
    {
        Right = 0,
        Left = 1,
        Top = 2,
        Bottom = 3,
        Center = 4,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckRef(inputSchema, nameof(inputSchema));
        return ImageColumns.Append(
            Host, inputSchema, Transformer.Columns, new ImageDataViewType(),
            output => new SchemaShape.Column(output, SchemaShape.Column.VectorKind.Scalar, Transformer.OutputType, false));
    }
}
