// Written in the shape of ML.NET Model Builder's code-behind: how good the model is.
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;

namespace PhotoFewShot;

public static partial class PhotoFewShot
{
    /// <summary>The part of photos of known classes that is predicted right.</summary>
    public static double Accuracy(MLContext mlContext, ITransformer classifier, ImageRow[] photos)
    {
        var output = classifier.Transform(mlContext.Data.LoadFromEnumerable(photos));
        return output.GetColumn<string>("PredictedLabel").Zip(photos).Average(p => p.First == p.Second.Label ? 1.0 : 0);
    }
}
