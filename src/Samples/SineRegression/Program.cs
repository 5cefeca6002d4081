// Finn's sinusoids: learn to fit a sine curve from five points. Usage: SineRegression [meta-steps] [plot.png]
using System.Globalization;
using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;

const int Shots = 5;
var metaSteps = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20_000;
var file = Path.GetFullPath(args.Length > 1 ? args[1] : "SineRegression.png");
var mlContext = new MLContext(seed: 1);
mlContext.Log += (_, e) => { if (e.Kind >= Microsoft.ML.Runtime.ChannelMessageKind.Info) Console.Error.WriteLine(e.RawMessage); };
var metaTrain = mlContext.MetaLearning().LoadSinusoids(curves: 50_000, points: 3 * Shots, seed: 1);
var metaTest = mlContext.MetaLearning().LoadSinusoids(curves: 600, points: 20, seed: 2);

var metaModel = mlContext.MetaLearning().MamlRegression(new MamlRegressionTrainer.Options
{
    Shots = Shots,
    QueryShots = 2 * Shots,
    Backbone = new Mlp(inputSize: 1, hiddenSizes: [40, 40]),
    InnerLoop = { LearningRate = 0.01, AdaptationSteps = 2 },
    OuterLoop = { MetaBatchSize = 10, LearningRate = 1e-2, MetaSteps = metaSteps },
}).Fit(metaTrain);

foreach (var steps in new[] { 0, 1, 5, 10 })
{
    var protocol = new EvaluationProtocol(QueryShots: 10) { AdaptationSteps = steps };
    Console.WriteLine(mlContext.MetaLearning().EvaluateRegression(metaModel, metaTest, protocol));
}

// Adapt to the first five points of one curve, then plot the curve (grey), the fit (blue) and the points (red).
var curve = mlContext.Data.CreateEnumerable<SinusoidRow>(
    mlContext.MetaLearning().LoadSinusoids(curves: 1, points: 400, seed: 4), reuseRowObject: false).ToArray();
var support = curve.Take(Shots).ToArray();
var regressor = mlContext.MetaLearning().Adapt(metaModel, mlContext.Data.LoadFromEnumerable(support));
var fit = regressor.Transform(mlContext.Data.LoadFromEnumerable(curve)).GetColumn<float>("Score").ToArray();

const int Width = 640, Height = 360;
var pixels = Enumerable.Repeat(0xFFFFFFFFu, Width * Height).ToArray();
void Dot(float x, float y, int radius, uint color)
{
    var (column, row) = ((int)((x + 5) / 10 * (Width - 1)), (int)((6 - y) / 12 * (Height - 1)));
    for (var r = Math.Max(0, row - radius); r <= Math.Min(Height - 1, row + radius); r++)
        for (var c = Math.Max(0, column - radius); c <= Math.Min(Width - 1, column + radius); c++)
            pixels[r * Width + c] = color;
}
foreach (var (point, y) in curve.Zip(fit))
{
    Dot(point.Features[0], point.Label, radius: 1, color: 0xFFB0B0B0);
    Dot(point.Features[0], y, radius: 1, color: 0xFF2F6FDE);
}
foreach (var point in support)
    Dot(point.Features[0], point.Label, radius: 4, color: 0xFFD03B3B);
using var plot = MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Bgra32, MemoryMarshal.AsBytes<uint>(pixels));
plot.Save(file);
Console.WriteLine($"Plot {file}.");
