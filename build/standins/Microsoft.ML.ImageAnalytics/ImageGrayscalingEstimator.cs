using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageGrayscalingEstimator : TrivialEstimator<ImageGrayscalingTransformer>
{
    internal ImageGrayscalingEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ImageGrayscalingEstimator)), new ImageGrayscalingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckRef(inputSchema, nameof(inputSchema));
        var image = new ImageDataViewType();
        return ImageColumns.Append(
            Host, inputSchema, Transformer.Columns, image,
            output => new SchemaShape.Column(output, SchemaShape.Column.VectorKind.Scalar, image, false));
    }
}
