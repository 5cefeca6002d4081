using System;
using System.IO;
using System.Text.Json.Nodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Evaluation;

/// <summary>A protocol says what it is, and methods refuse what has no meaning for them.</summary>
[TestClass]
public sealed class EvaluationProtocolTests
{
    private static readonly MLContext s_mlContext = new(seed: 1);

    [TestMethod]
    public void AProtocolSaysWhatItIs()
    {
        Assert.AreEqual("5-way 1-shot, 15 query shots, 600 episodes", $"{new EvaluationProtocol(5, 1, 15)}");
        Assert.AreEqual(
            "5-way 1-shot, 15 query shots, 20 episodes, seed 3, 2 adaptation steps",
            $"{new EvaluationProtocol(5, 1, 15, 20, Seed: 3) { AdaptationSteps = 2 }}");
        Assert.AreEqual(
            "ways as in meta-training, 5 shots, query shots as in meta-training, 600 episodes", $"{new EvaluationProtocol(Shots: 5)}");
        StringAssert.StartsWith(
            $"{new EvaluationProtocol(5, 1, 15) { Sampling = new VariableSampling() }}", "5 to 50 ways, variable shots");
    }

    [TestMethod]
    public void WhatHasNoMeaningIsRefused()
    {
        var (catalog, model, rows) = (s_mlContext.MetaLearning(), TinyModels.Classifier(s_mlContext), Blobs.Create(s_mlContext));
        var variable = new EvaluationProtocol { Sampling = new VariableSampling() };
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.EvaluateRegression(TinyModels.Regressor(s_mlContext), catalog.LoadSinusoids(4, 8), new(Ways: 5)),
            "Ways must not be given",
            "regression");
        ErrorAssert.Throws<ArgumentException>(
            () => catalog.EvaluateGrid(model, rows, protocol: variable), "Sampling must be Fixed", "table");
        ErrorAssert.Throws<ArgumentException>(() => catalog.EvaluateOpenSet(model, rows, variable), "Sampling must be Fixed");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.DrawEpisodes(rows, new() { AdaptationSteps = 3 }), "AdaptationSteps must not be given");
    }

    [TestMethod]
    public void TheStepsOfAProtocolAreTakenEverywhere()
    {
        var (catalog, model, rows) = (s_mlContext.MetaLearning(), TinyModels.Classifier(s_mlContext), Blobs.Create(s_mlContext));
        var protocol = new EvaluationProtocol(Shots: 2, Episodes: 4) { AdaptationSteps = 7 };
        var metrics = catalog.Evaluate(model, rows, protocol);
        Assert.AreEqual(7, metrics.AdaptationSteps);
        Assert.AreEqual($"{metrics}", $"{catalog.EvaluateGrid(model, rows, protocol: protocol).Cells[0].Metrics}");
        var compared = catalog.Compare(rows, [new("a", model), new("b", model)], [protocol]);
        Assert.AreEqual("3-way 2-shot, 2 query shots, 4 episodes, 7 adaptation steps", $"{compared.Protocols[0].Protocol}");
        Assert.AreEqual($"{metrics}", $"{compared.Protocols[0]["b"].Metrics}");
    }

    [TestMethod]
    public void SavedResultsWithoutAChanceAreRead()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("result.json");
        var metrics = s_mlContext.MetaLearning().Evaluate(TinyModels.Classifier(s_mlContext), Blobs.Create(s_mlContext), new(Episodes: 4));
        metrics.Save(file);
        Assert.AreEqual($"{metrics}", $"{FewShotMetrics.Load(file)}");
        var stored = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        Assert.AreEqual(1.0 / 3, (double)stored["chance"]!);
        stored.Remove("chance");
        File.WriteAllText(file, stored.ToJsonString());
        Assert.AreEqual(metrics.Accuracy, FewShotMetrics.Load(file).Accuracy);
    }
}
