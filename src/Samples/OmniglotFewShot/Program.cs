using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Engine;

namespace OmniglotFewShot;

/// <summary>
/// Meta-trains on alphabets, evaluates on others, adapts to five characters of a new one, saves, and predicts in a second process.
/// </summary>
internal static class Program
{
    private const int PredictionsTimed = 200;

    private static int Main(string[] args)
    {
        var data = new Option<string?>("--data") { Description = "omniglot or glyphs; omniglot if it can be had, otherwise glyphs" };
        data.AcceptOnlyFromAmong("omniglot", "glyphs");
        var minutes = new Option<double>("--minutes") { Description = "minutes of meta-training", DefaultValueFactory = _ => 5 };
        minutes.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is > 0 and < 100_000))
                result.AddError("--minutes must be a positive number.");
        });
        var episodes = new Option<int>("--episodes") { Description = "episodes to evaluate, 2 or more", DefaultValueFactory = _ => 600 };
        episodes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 2)
                result.AddError("--episodes must be 2 or more.");
        });
        var seed = new Option<int>("--seed") { Description = "seed of everything random", DefaultValueFactory = _ => 1 };
        var report = new Option<string?>("--report") { Description = "a JSON file to write the figures to" };
        var output = new Option<string>("--output")
        {
            Description = "the folder for the model and the contact sheet",
            DefaultValueFactory = _ => ".",
        };
        var root = new RootCommand("Few-shot learning of handwritten characters with a prototypical network.")
        {
            data,
            minutes,
            episodes,
            seed,
            report,
            output,
        };
        root.SetAction(result => Run(
            result.GetValue(data),
            result.GetValue(minutes),
            result.GetValue(episodes),
            result.GetValue(seed),
            result.GetValue(report),
            result.GetValue(output)!));

        var model = new Option<string>("--model") { Required = true };
        var image = new Option<string>("--image") { Required = true };
        var predict = new Command("predict", "Predicts one drawing with a saved classifier; prints JSON.") { model, image };
        predict.SetAction(result => PredictOne(result.GetValue(model)!, result.GetValue(image)!));
        root.Subcommands.Add(predict);
        return root.Parse(args).Invoke();
    }

    private static void Run(string? dataName, double minutes, int episodes, int seed, string? reportFile, string outputFolder)
    {
        var folder = Directory.CreateDirectory(outputFolder).FullName;
        OmniglotFewShot.MLNetModelPath = Path.Combine(folder, "OmniglotFewShot.zip");
        RequireWritable(reportFile);
        var data = DrawingData.Find(dataName, Console.WriteLine);
        var mlContext = new MLContext(seed);
        var drawings = OmniglotFewShot.LoadImageFromFolder(mlContext, data.Folder);
        var split = OmniglotFewShot.SplitByAlphabet(mlContext, drawings, data.HeldOutAlphabets);

        Console.WriteLine($"{data.Name}: meta-training on {Rows(split.MetaTrain)} drawings, {Rows(split.MetaTest)} drawings of " +
            $"{string.Join(" and ", data.HeldOutAlphabets)} held out.");
        using var progress = new TrainingProgress(TimeSpan.FromMinutes(minutes));
        var metaModel = OmniglotFewShot.RetrainModel(mlContext, split.MetaTrain, TimeSpan.FromMinutes(minutes), progress);
        var last = progress.Finish();

        Console.WriteLine($"Evaluating {episodes} episodes of held-out characters under both protocols.");
        var metrics = OmniglotFewShot.Evaluate(mlContext, metaModel, split.MetaTest, episodes);
        Console.WriteLine(metrics);

        var (support, query) = ChooseNewCharacters(mlContext, split.MetaTest, data.NewAlphabet, seed);
        var supportView = mlContext.Data.LoadFromEnumerable(support);
        var watch = Stopwatch.StartNew();
        var classifier = OmniglotFewShot.AdaptModel(mlContext, metaModel, supportView);
        Console.WriteLine($"Adapted to {support.Length} characters of {data.NewAlphabet} in {watch.Elapsed.TotalMilliseconds:F0} ms, " +
            "reading the drawings included.");
        OmniglotFewShot.SaveModel(mlContext, classifier, supportView, OmniglotFewShot.MLNetModelPath);

        var prediction = PredictInSecondProcess(OmniglotFewShot.MLNetModelPath, query.ImagePath);
        Console.WriteLine($"Second process: '{query.Label}' is predicted to be '{prediction.PredictedLabel}' " +
            $"({prediction.Scores[prediction.PredictedLabel]:P1}), {prediction.Milliseconds:F2} ms a prediction.");
        var sheet = Path.Combine(folder, "OmniglotFewShot.png");
        ContactSheet.Save(
            sheet,
            (query.ImagePath, query.Label),
            support.Select(s => (s.ImagePath, s.Label)).ToArray(),
            prediction.Scores,
            prediction.PredictedLabel);
        Console.WriteLine($"Model {OmniglotFewShot.MLNetModelPath}, contact sheet {sheet}.");

        if (reportFile is null)
            return;
        new Report
        {
            Dataset = data.Name,
            Trainer = nameof(MetaLearningCatalog.PrototypicalNetwork),
            Ways = metrics.Ways,
            Shots = metrics.Shots,
            QueryShots = metrics.QueryShots,
            AdaptationSteps = metrics.AdaptationSteps,
            MetaSteps = last.MetaStep,
            TrainSeconds = last.Elapsed.TotalSeconds,
            TasksPerSecond = last.TasksPerSecond,
            PeakMemoryBytes = Process.GetCurrentProcess().PeakWorkingSet64,
            Transductive = Report.Protocol.Of(metrics.Transductive!),
            Inductive = Report.Protocol.Of(metrics.Inductive),
            ModelFile = OmniglotFewShot.MLNetModelPath,
            PredictionMilliseconds = prediction.Milliseconds,
        }.Save(reportFile);
        Console.WriteLine($"Report {Path.GetFullPath(reportFile)}.");
    }

    /// <summary>Finds out before minutes of training whether the report can be written.</summary>
    private static void RequireWritable(string? file)
    {
        if (file is null)
            return;
        using (File.Open(file + ".tmp", FileMode.Create))
        {
        }
        File.Delete(file + ".tmp");
    }

    private static long Rows(IDataView view) => view.GetRowCount() ?? 0;

    /// <summary>One drawing of each of five characters to adapt to, and another drawing of one of them to predict.</summary>
    private static (OmniglotFewShot.ModelInput[] Support, OmniglotFewShot.ModelInput Query) ChooseNewCharacters(
        MLContext mlContext, IDataView metaTest, string alphabet, int seed)
    {
        var random = new Random(seed);
        var characters = mlContext.Data.CreateEnumerable<OmniglotFewShot.ModelInput>(metaTest, reuseRowObject: false)
            .Where(drawing => OmniglotFewShot.Alphabet(drawing.Label) == alphabet)
            .GroupBy(drawing => drawing.Label, (_, drawings) => drawings.ToArray()).ToArray();
        random.Shuffle(characters);
        var chosen = characters[..OmniglotFewShot.Ways];
        foreach (var drawings in chosen)
            random.Shuffle(drawings);
        return (chosen.Select(drawings => drawings[0]).ToArray(), chosen[random.Next(chosen.Length)][1]);
    }

    private sealed record Prediction(string PredictedLabel, Dictionary<string, float> Scores, double Milliseconds);

    private static void PredictOne(string model, string image)
    {
        OmniglotFewShot.MLNetModelPath = model;
        var input = new OmniglotFewShot.ModelInput { ImagePath = image };
        var scores = OmniglotFewShot.PredictAllLabels(input).ToDictionary(pair => pair.Key, pair => pair.Value);
        var times = new double[PredictionsTimed];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            OmniglotFewShot.Predict(input);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        Console.WriteLine(JsonSerializer.Serialize(new Prediction(
            OmniglotFewShot.Predict(input).PredictedLabel, scores, times[times.Length / 2])));
    }

    private static Prediction PredictInSecondProcess(string model, string image)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Program).Assembly.Location);
        foreach (var argument in new[] { "predict", "--model", model, "--image", image })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Prediction>(output)!
            : throw new InvalidOperationException($"the second process ended with exit code {process.ExitCode}.");
    }
}
