using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.MetaLearning.Benchmarks;

/// <summary>Meta-training on a folder of very many small images, in a bounded part of the memory that they would take.</summary>
internal static class LargeFolder
{
    private const int Drawings = 20;
    private const int Size = Glyphs.Size;

    public static void Run(int images, long memoryLimit)
    {
        var folder = Directory.CreateTempSubdirectory("metalearning-images-").FullName;
        try
        {
            Draw(folder, images);
            Measure(folder, memoryLimit);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string folder, long memoryLimit)
    {
        var catalog = new MLContext(seed: 1).MetaLearning();
        var index = Path.Combine(folder, "images.index");
        Print("listed and decoded, without an index", Timed(() => catalog.LoadImageFolder(folder, indexFile: index)));

        var mlContext = new MLContext(seed: 1);
        var clock = Stopwatch.StartNew();
        var rows = mlContext.MetaLearning().LoadImageFolder(folder, indexFile: index);
        Print("listed by the index", clock.Elapsed);
        var watch = new FirstStep(clock);
        var before = Process.GetCurrentProcess().WorkingSet64;
        var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")
            .Append(mlContext.Transforms.ResizeImages("Image", Size, Size))
            .Append(mlContext.Transforms.ExtractPixels(
                "Features", "Image", ImagePixelExtractingEstimator.ColorBits.Red, scaleImage: 1f / 255))
            .Append(mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
            {
                Backbone = new Conv4(1, Size, Size, filters: 32),
                Ways = 20,
                QueryShots = 5,
                OuterLoop = { MetaBatchSize = 2, MetaSteps = 50 },
                DataMemoryLimit = memoryLimit,
                Progress = watch,
            }));
        using var model = pipeline.Fit(rows);
        Print("first meta-step done, from the start of the listing", watch.First);
        Print("50 meta-steps", clock.Elapsed);
        var process = Process.GetCurrentProcess();
        var all = rows.GetColumn<string>("Label").Count() * (long)Size * Size * sizeof(float);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"features: {all / 1e6:F0} MB in all, {memoryLimit / 1e6:F0} MB allowed; working set {before / 1e6:F0} MB before the " +
            $"training, at most {process.PeakWorkingSet64 / 1e6:F0} MB"));
    }

    private static void Draw(string folder, int images)
    {
        var mlContext = new MLContext();
        var rows = mlContext.Data.CreateEnumerable<GlyphRow>(
            mlContext.MetaLearning().LoadGlyphs(classes: images / Drawings, Drawings), reuseRowObject: false);
        var number = 0;
        foreach (var row in rows)
        {
            var pixels = Array.ConvertAll(row.Features, v => 0xFF000000u | (uint)(Math.Clamp(v, 0, 1) * 255) * 0x10101u);
            using var image = MLImage.CreateFromPixels(Size, Size, MLPixelFormat.Bgra32, MemoryMarshal.AsBytes<uint>(pixels));
            var classFolder = Directory.CreateDirectory(Path.Combine(folder, row.Label)).FullName;
            image.Save(Path.Combine(classFolder, $"{number++ % Drawings}.png"));
        }
    }

    private static TimeSpan Timed(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed;
    }

    private static void Print(string what, TimeSpan time) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {time.TotalSeconds:F1} s"));

    private sealed class FirstStep(Stopwatch clock) : IProgress<MetaTrainingMetrics>
    {
        public TimeSpan First { get; private set; }

        public void Report(MetaTrainingMetrics value)
        {
            if (value.MetaStep == 1)
                First = clock.Elapsed;
        }
    }
}
