using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using IntentFewShot;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Evaluation;
using Intents = IntentFewShot.IntentFewShot;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>
/// All 150 intents of CLINC150 from a few sentences each: <c>FewShot</c> beside what ML.NET has. Every candidate learns from the same
/// sentences of the part "train", drawn several times, and predicts the whole part "test" and the sentences that are out of scope.
/// </summary>
internal static class IntentBenchmark
{
    /// <summary>Sentences of an intent in the parts "train" and "val", which come before those of "test".</summary>
    private const int Train = 100, Validation = 20;

    /// <summary>What the others are compared with.</summary>
    private const string Reference = "MiniLM + SdcaMaximumEntropy";

    /// <summary>What takes more than a minute, and gets one draw.</summary>
    private const string Slow = "MiniLM + LightGbm";

    private static readonly int[] s_shots = [5, 10];

    public static void Run(int draws, int seed)
    {
        var mlContext = new MLContext(seed);
        var embedder = mlContext.MetaLearning().EmbedSentences(nameof(EmbeddedSentence.Features))
            .Fit(mlContext.Data.LoadFromEnumerable<Sentence>([]));
        EmbeddedSentence[] Embed(IEnumerable<Sentence> sentences) => mlContext.Data.CreateEnumerable<EmbeddedSentence>(
            embedder.Transform(mlContext.Data.LoadFromEnumerable(sentences)), reuseRowObject: false).ToArray();
        var intents = Clinc150.Load().GroupBy(s => s.Intent).Select(intent => intent.ToArray()).ToArray();
        var test = Embed(intents.SelectMany(intent => intent.Skip(Train + Validation)));
        var outOfScope = Embed(Clinc150.LoadOutOfScope());
        foreach (var shots in s_shots)
        {
            var results = new Dictionary<string, List<Result>>();
            for (var draw = 0; draw < draws; draw++)
            {
                var random = new Random(seed + draw);
                var support = Embed(intents.SelectMany(intent => Shuffled(intent[..Train], random).Take(shots)));
                foreach (var (name, pipeline) in Candidates(mlContext).Where(c => draw == 0 || c.Name != Slow))
                {
                    results.TryAdd(name, []);
                    results[name].Add(Measure(mlContext, pipeline, support, test, outOfScope));
                }
            }
            Print(intents.Length, shots, draws, test.Length, outOfScope.Length, results);
        }
    }

    private static IEnumerable<(string Name, IEstimator<ITransformer> Pipeline)> Candidates(MLContext mlContext)
    {
        const string Label = nameof(EmbeddedSentence.Intent), Key = "Key";
        var keys = mlContext.Transforms.Conversion.MapValueToKey(Key, Label);
        var trainers = mlContext.MulticlassClassification.Trainers;
        yield return ("hashed words + SdcaMaximumEntropy", Intents.BuildFeatures(mlContext).Append(keys)
            .Append(trainers.SdcaMaximumEntropy(Key)));
        yield return (Reference, keys.Append(trainers.SdcaMaximumEntropy(Key)));
        yield return (Slow, keys.Append(trainers.LightGbm(Key)));
        yield return ("MiniLM + FewShot, prototypes", mlContext.MetaLearning().FewShot(Label, head: FewShotHead.Prototypes));
        yield return ("MiniLM + FewShot", mlContext.MetaLearning().FewShot(Label));
    }

    private static Result Measure(
        MLContext mlContext,
        IEstimator<ITransformer> pipeline,
        EmbeddedSentence[] support,
        EmbeddedSentence[] test,
        EmbeddedSentence[] outOfScope)
    {
        var rows = mlContext.Data.LoadFromEnumerable(support);
        var clock = Stopwatch.StartNew();
        var model = pipeline.Fit(rows);
        var seconds = clock.Elapsed.TotalSeconds;
        var predictions = model.Transform(mlContext.Data.LoadFromEnumerable(test));
        var labels = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(predictions).Transform(predictions)
            .GetColumn<string>("PredictedLabel");
        return new Result(
            test.Zip(labels, (sentence, label) => sentence.Intent == label ? 1.0 : 0).Average(),
            RocCurve.Area(Novelty(predictions), Novelty(model.Transform(mlContext.Data.LoadFromEnumerable(outOfScope)))),
            seconds);
    }

    private static float[] Novelty(IDataView predictions) => predictions.GetColumn<float[]>("Score").Select(s => 1 - s.Max()).ToArray();

    private static Sentence[] Shuffled(Sentence[] sentences, Random random)
    {
        random.Shuffle(sentences);
        return sentences;
    }

    private static void Print(int ways, int shots, int draws, int test, int outOfScope, Dictionary<string, List<Result>> results)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ways}-way {shots}-shot, {draws} draws of the support set, " +
            $"{test} test sentences, {outOfScope} out of scope; accuracy in %, means and 95 % confidence intervals over draws, one draw " +
                $"for {Slow}"));
        Console.WriteLine($"| | accuracy | less {Reference} | AUROC out of scope, by the largest probability | fit |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, own) in results)
        {
            var difference = own.Zip(results[Reference], (one, other) => one.Accuracy - other.Accuracy).ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {Percent(own.Select(r => r.Accuracy))} | {(name == Reference ? "" : Percent(difference))} | " +
                $"{own.Average(r => r.AreaUnderRocCurve):F3} | {own.Average(r => r.Seconds):F1} s |"));
        }
        Console.WriteLine();
    }

    private static string Percent(IEnumerable<double> values)
    {
        var (mean, interval) = StudentT.Mean(values.ToArray());
        return string.Create(CultureInfo.InvariantCulture, $"{mean * 100:F2}{(double.IsNaN(interval) ? "" : $" ± {interval * 100:F2}")}");
    }

    private sealed record Result(double Accuracy, double AreaUnderRocCurve, double Seconds);

    private sealed class EmbeddedSentence
    {
        public string Text { get; set; } = "";

        public string Intent { get; set; } = "";

        [VectorType(384)]
        public float[] Features { get; set; } = [];
    }
}
