// Few-shot intents on CLINC150. Usage: IntentFewShot [pretrained|identity|proto|matching|maml|anil|tuning] [minutes] [episodes]
using System;
using System.Globalization;
using System.IO;
using System.Linq;
using IntentFewShot;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.Runtime;

using static IntentFewShot.IntentFewShot;

var learner = args.Length > 0 ? args[0] : "pretrained";
var minutes = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 0.5;
var episodes = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 600;
var mlContext = new MLContext(seed: 1);
mlContext.Log += (_, e) =>
{
    // How meta-training goes on, once a second; apart from the results.
    if (e.Kind >= ChannelMessageKind.Info)
        Console.Error.WriteLine(e.RawMessage);
};
var sentences = Clinc150.Load();
var split = SplitByDomain(mlContext, sentences);

// With a pretrained model of sentences there is nothing to train; the minutes are for the other learners, on hashed words.
var metaModel = learner == "pretrained"
    ? CreatePretrained(mlContext, split.MetaTest)
    : BuildFeatures(mlContext).Append(CreateLearner(mlContext, learner, TimeSpan.FromMinutes(minutes))).Fit(split.MetaTrain);
foreach (var shots in new[] { 1, 5 })
{
    var protocol = new EvaluationProtocol(Ways: 5, Shots: shots, QueryShots: 15, Episodes: episodes);
    Console.WriteLine(mlContext.MetaLearning().Evaluate(metaModel, split.MetaTest, protocol));
}

// Five intents of a domain that was held out, five sentences each.
var support = sentences.Where(s => s.Domain == Clinc150.HeldOutDomains[0]).GroupBy(s => s.Intent).Take(5).SelectMany(intent =>
    intent.Take(5)).ToArray();
var rows = mlContext.Data.LoadFromEnumerable(support);
var classifier = mlContext.MetaLearning().Adapt(metaModel, rows);
var names = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(rows));
var file = Path.Combine(Path.GetTempPath(), "IntentFewShot.zip");
mlContext.Model.Save(classifier.Append(names), rows.Schema, file);

var model = mlContext.Model.Load(file, out _);
using var engine = mlContext.Model.CreatePredictionEngine<Sentence, Prediction>(model);
Console.WriteLine($"The intents are {string.Join(", ", support.Select(s => s.Intent).Distinct())}.");
foreach (var text in new[] { "how much money is in my checking account", "please move 50 dollars to my savings" })
    Console.WriteLine($"\"{text}\" is {engine.Predict(new Sentence { Text = text }).PredictedLabel}.");

internal sealed class Prediction
{
    public string PredictedLabel { get; set; } = "";
}
