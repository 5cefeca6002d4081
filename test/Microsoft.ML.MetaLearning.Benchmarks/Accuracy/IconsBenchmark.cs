using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>
/// Icons of the classes that were held out, from embeddings alone: as they are, and standardized by the icons of other classes.
/// </summary>
internal static class IconsBenchmark
{
    private const string Archive = "icons-development.zip";

    public static void Run(int episodes)
    {
        var folder = Directory.CreateTempSubdirectory("metalearning-icons-").FullName;
        try
        {
            ZipFile.ExtractToDirectory(Find(), folder);
            var mlContext = new MLContext(seed: 1);
            var (train, test) = (Embedded(mlContext, folder, "train"), Embedded(mlContext, folder, "test"));
            Measure(mlContext, "EmbedImages", train, test, episodes);
            var standard = mlContext.Transforms.NormalizeMeanVariance("Features", fixZero: false).Fit(train);
            Measure(mlContext, "EmbedImages, NormalizeMeanVariance", standard.Transform(train), standard.Transform(test), episodes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Find()
    {
        var candidates = new[] { Environment.GetEnvironmentVariable("METALEARNING_DATA"), "../shared/data" };
        return candidates.OfType<string>().Select(data => Path.Combine(data, "icons", Archive)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"the icons are not at hand: put {Archive} into a folder 'icons' and name the folder around it in METALEARNING_DATA.");
    }

    private static IDataView Embedded(MLContext mlContext, string folder, string part)
    {
        var images = mlContext.MetaLearning().LoadImageFolder(Directory.GetDirectories(folder, part, SearchOption.AllDirectories).Single());
        var clock = Stopwatch.StartNew();
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var embedded = mlContext.Data.Cache(mlContext.MetaLearning().EmbedImages("Features").Fit(images).Transform(images));
        var count = embedded.GetColumn<float[]>("Features").Count();
        var busy = Process.GetCurrentProcess().TotalProcessorTime - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{part}: {count} images, {clock.Elapsed.TotalMilliseconds / count:F0} ms each, {busy.TotalMilliseconds / count:F0} ms of a " +
            $"processor; {Environment.ProcessorCount} processors"));
        return embedded;
    }

    private static void Measure(MLContext mlContext, string name, IDataView train, IDataView test, int episodes)
    {
        using var model = mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
        {
            Backbone = new Identity(512),
            Distance = PrototypeDistance.Cosine,
            Ways = 5,
            QueryShots = 3,
            OuterLoop = { MetaSteps = 1 },
        }).Fit(train);
        foreach (var shots in new[] { 1, 5 })
        {
            var protocol = new EvaluationProtocol(Ways: 5, Shots: shots, QueryShots: 3, Episodes: episodes);
            Console.WriteLine($"{name}: {mlContext.MetaLearning().Evaluate(model, test, protocol)}");
        }
    }
}
