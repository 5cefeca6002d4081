using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>
/// 20-way 1-shot within one alphabet, the support by one drawer and the queries by another: Lake et al., 2015. Meta-trains on the other
/// alphabets of Omniglot's small background sets, adding one idea after the other, and judges all on the same episodes.
/// </summary>
internal static class WithinAlphabet
{
    private const int Ways = 20;

    /// <param name="steps">The names of the steps to run; all if empty.</param>
    /// <param name="heldOut">The alphabets to judge on. Korean and Tagalog are never trained on.</param>
    /// <param name="minutes">The time that each step trains.</param>
    /// <param name="episodes">The episodes of each alphabet.</param>
    /// <param name="seed">The seed of data and training.</param>
    public static void Run(string[] steps, string[] heldOut, double minutes, int episodes, int seed)
    {
        var mlContext = new MLContext(seed);
        var (metaTrain, tests) = Split(mlContext, heldOut);
        var results = tests.Keys.ToDictionary(alphabet => alphabet, _ => new Dictionary<string, FewShotMetrics>());
        foreach (var step in AlphabetStep.All.Where(s => steps.Length == 0 || steps.Contains(s.Name)))
        {
            var progress = new Progress(step.Name);
            using var model = step.Train(mlContext.MetaLearning(), TimeSpan.FromMinutes(minutes), progress).Fit(metaTrain);
            foreach (var (alphabet, rows) in tests)
            {
                var metrics = mlContext.MetaLearning().Evaluate(model, rows.Data, Protocol(rows.Classes, episodes));
                results[alphabet][step.Name] = metrics;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{step.Name}, {progress.Last}, {alphabet}: error {100 - 100 * metrics.Inductive.Accuracy:F2} %; {metrics}"));
            }
        }
        foreach (var (alphabet, metrics) in results.Where(r => r.Value.Count > 1))
            Console.WriteLine($"{alphabet}{Environment.NewLine}{mlContext.MetaLearning().CompareResults(metrics)}");
    }

    private static EvaluationProtocol Protocol(int classes, int episodes) =>
        new(Ways: Math.Min(Ways, classes), Shots: 1, QueryShots: 1, Episodes: episodes) { Sampling = new AlignedSampling() };

    private static (IDataView MetaTrain, IReadOnlyDictionary<string, (IDataView Data, int Classes)> Tests) Split(
        MLContext mlContext, string[] heldOut)
    {
        var (train, test) = new OmniglotData().Load(mlContext);
        var rows = new[] { train, test }
            .SelectMany(view => mlContext.Data.CreateEnumerable<Drawing>(view, reuseRowObject: false)).ToLookup(row => row.Alphabet);
        string[] never = ["Korean", "Tagalog", .. heldOut];
        var metaTrain = mlContext.Data.LoadFromEnumerable(rows.Where(r => !never.Contains(r.Key)).SelectMany(r => r));
        return (metaTrain, heldOut.ToDictionary(alphabet => alphabet, alphabet =>
            (mlContext.Data.LoadFromEnumerable(rows[alphabet]), rows[alphabet].Select(row => row.Label).Distinct().Count())));
    }

    private sealed class Drawing
    {
        /// <summary>"alphabet/character".</summary>
        public string Label { get; set; } = "";

        [NoColumn]
        public string Alphabet => Label.Split('/')[0];

        [VectorType(1, OmniglotData.Size, OmniglotData.Size)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Progress(string name) : IProgress<MetaTrainingMetrics>
    {
        private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);
        private TimeSpan _next = s_interval;
        private MetaTrainingMetrics? _last;

        public string Last => string.Create(CultureInfo.InvariantCulture,
            $"{_last?.MetaStep ?? 0} meta-steps in {_last?.Elapsed.TotalMinutes ?? 0:F1} minutes");

        public void Report(MetaTrainingMetrics value)
        {
            _last = value;
            if (value.Elapsed < _next)
                return;
            _next = value.Elapsed + s_interval;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {Last}, loss {value.Loss:F3}, accuracy {value.Accuracy * 100:F1} %, {value.TasksPerSecond:F1} tasks/s"));
        }
    }
}
