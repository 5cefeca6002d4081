// Written in the shape of ML.NET Model Builder's code-behind: how the model is made.
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;

namespace PhotoFewShot;

public static partial class PhotoFewShot
{
    /// <summary>From the path of a photo to the features of a pretrained network, to a classifier.</summary>
    public static IEstimator<ITransformer> BuildPipeline(MLContext mlContext) =>
        mlContext.MetaLearning().EmbedImages("Features", nameof(ImageRow.ImagePath))
        .Append(mlContext.MetaLearning().FewShot(nameof(ImageRow.Label), "Features"))
        .Append<ITransformer>(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

    /// <summary>Takes so many photos of each class, in the order of their names.</summary>
    public static (ImageRow[] Support, ImageRow[] Others) Split(MLContext mlContext, string folder, int shots)
    {
        var photos = mlContext.Data.CreateEnumerable<ImageRow>(mlContext.MetaLearning().LoadImageFolder(folder), reuseRowObject: false)
            .GroupBy(photo => photo.Label).ToArray();
        return (
            photos.SelectMany(ofClass => ofClass.Take(shots)).ToArray(), photos.SelectMany(ofClass => ofClass.Skip(shots)).ToArray());
    }
}
