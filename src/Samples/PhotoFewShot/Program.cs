// A classifier from a few photos, without training. Usage: PhotoFewShot [folder] [photos of each class]
using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using PhotoFewShot;

using static PhotoFewShot.PhotoFewShot;

var folder = args.Length > 0 ? args[0] : Icons.Unpack(Path.Combine(Path.GetTempPath(), "PhotoFewShot"), classes: 5);
var shots = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
var mlContext = new MLContext(seed: 1);
var (support, others) = Split(mlContext, folder, shots);

var rows = mlContext.Data.LoadFromEnumerable(support);
var classifier = BuildPipeline(mlContext).Fit(rows);
Console.WriteLine($"Of the {support.Length} photos themselves, one held out after another: " +
    $"{mlContext.MetaLearning().EvaluateByLeaveOneOut(classifier)}");
MLNetModelPath = Path.Combine(Path.GetTempPath(), "PhotoFewShot.zip");
mlContext.Model.Save(classifier, rows.Schema, MLNetModelPath);
if (others.Length == 0)
    return;

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"Of {others.Length} others: {Accuracy(mlContext, classifier, others) * 100:F1} %."));
var photo = others[0];
Console.WriteLine($"{photo.ImagePath} is of {photo.Label}; predicted is {Predict(photo).PredictedLabel}.");
foreach (var explanation in mlContext.MetaLearning().Explain(classifier, mlContext.Data.LoadFromEnumerable(others.Take(1))))
    Console.WriteLine(explanation);
