using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Evaluation;

/// <summary>Evaluation beyond one accuracy: tables, saved results, rankings, choices, open sets.</summary>
[TestClass]
public sealed class EvaluationTests
{
    private const int Episodes = 12;
    private static readonly MLContext s_mlContext = new(seed: 1);
    private static readonly MetaLearnedTransformer s_maml =
        TinyModels.Classifier(s_mlContext, o => o.Backbone = new Mlp(Blobs.Size, [8], normalize: true));
    private static readonly MetaLearnedTransformer s_protoNet =
        Catalog.PrototypicalNetwork(AllLearners.Tiny(new PrototypicalNetworkTrainer.Options())).Fit(Blobs.Create(s_mlContext));
    private static readonly IDataView s_unseen = Blobs.Create(s_mlContext, i => $"unseen {i}", classes: 6, rows: 20, seed: 8);

    private static MetaLearningCatalog Catalog => s_mlContext.MetaLearning();

    [TestMethod]
    public void AGridIsATableOfEvaluations()
    {
        var grid = Catalog.EvaluateGrid(
            s_maml, s_unseen, ways: [2, 3], shots: [1, 5], queryShots: [4], protocol: new(Episodes: Episodes, Seed: 3));
        CollectionAssert.AreEqual(
            new[]
            {
                "2-way 1-shot, 4 query shots", "2-way 5-shot, 4 query shots", "3-way 1-shot, 4 query shots", "3-way 5-shot, 4 query shots"
            },
            grid.Cells.Select(c => $"{c}").ToArray());
        foreach (var cell in grid.Cells)
            Assert.AreEqual(
                $"{Catalog.Evaluate(s_maml, s_unseen, new(Ways: cell.Ways, Shots: cell.Shots, QueryShots: cell.QueryShots, Episodes: Episodes, Seed: 3))}",
                $"{cell.Metrics}");
        StringAssert.Contains(grid.ToString(), grid.Cells[0].Metrics!.Transductive!.ToPercent());
    }

    [TestMethod]
    public void UnevenSupportSetsHaveAnAccuracyOfTheirOwn()
    {
        var grid = Catalog.EvaluateGrid(
            s_protoNet, s_unseen, ways: [3], shots: [3], queryShots: [4], imbalances: [1, 5], protocol: new(Episodes: 40));
        CollectionAssert.AreEqual(
            new[] { "3-way 3-shot, 4 query shots", "3-way 3-shot, 4 query shots, imbalance 5" }, grid.Cells.Select(c => $"{c}").ToArray());
        var (even, uneven) = (grid.Cells[0].Metrics!, grid.Cells[1].Metrics!);
        Assert.AreEqual((3, 5.0), (uneven.Shots, uneven.Imbalance));
        StringAssert.Contains(uneven.ToString(), "3-way 3-shot, 4 query shots, imbalance 5");
        ErrorAssert.Throws<ArgumentException>(() => even.Compare(uneven), "Imbalance is 1 and 5");
        Assert.AreNotEqual(even.Inductive.LogLoss, uneven.Inductive.LogLoss);
    }

    [TestMethod]
    public void WhatCannotBeDoneIsAbsentFromTheTableWithAReason()
    {
        using var turkish = new InCulture("tr-TR");
        var grid = Catalog.EvaluateGrid(
            s_maml, s_unseen, ways: [2, 4], shots: [1, 19], queryShots: [2], imbalances: [1, 3], protocol: new(Episodes: 2));
        Assert.AreEqual(8, grid.Cells.Count);
        Assert.IsNotNull(grid.Cells[0].Metrics);
        StringAssert.Contains(grid.Cells[1].Reason, "0.50 support rows");
        StringAssert.Contains(grid.Cells[2].Reason, "class 'unseen 0' has 20 rows, class 'unseen 1' has 20 rows, ");
        StringAssert.Contains(
            grid.Cells[2].Reason, "but an episode needs 21: 19 shots and 2 query shots. QueryShots of at most 1 suits all");
        StringAssert.Matches(grid.ToString(), new(@"transductive +chance"));
        StringAssert.Contains(grid.ToString(), "50 %");
        StringAssert.Contains(grid.Cells[4].Reason, "meta-trained to tell 3 classes apart");
        StringAssert.Contains(
            Catalog.EvaluateGrid(s_protoNet, s_unseen, ways: [7], queryShots: [2], protocol: new(Episodes: 2)).Cells.Single().Reason,
            "the data has 6 classes");
        StringAssert.Contains(grid.ToString(), "4-way 1-shot, 2 query shots is absent: the model");
        var lines = grid.ToCsv().Split('\n');
        Assert.AreEqual(
            "ways,shots,query_shots,imbalance,episodes,inductive,inductive_ci95,transductive,transductive_ci95,absent,chance,above_chance",
            lines[0]);
        StringAssert.Matches(lines[1], new(@"^2,1,2,1,2,[01]\.?\d*,\d\.?\d*,[01]\.?\d*,\d\.?\d*,,0\.5,(true|false)$"));
        Assert.AreEqual("2,1,2,3,2,,,,,\"the smallest class would have 0.50 support rows.\",,", lines[2]);
        Assert.AreEqual((10, ""), (lines.Length, lines[^1]));
    }

    [TestMethod]
    public void NumbersOfAGridAreCheckedFirst()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.EvaluateGrid(s_maml, s_unseen, ways: [2, 1]), "ways must be at least 2");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.EvaluateGrid(s_maml, s_unseen, shots: [0]), "shots must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.EvaluateGrid(s_maml, s_unseen, queryShots: [0]), "queryShots must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.EvaluateGrid(s_maml, s_unseen, imbalances: [0.5]), "imbalances must be numbers of at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.EvaluateGrid(s_maml, s_unseen, protocol: new(Episodes: 1)), "Episodes must be at least 2");
        ErrorAssert.Throws<ArgumentException>(() => Catalog.EvaluateGrid(s_maml, s_unseen, ways: []), "ways must have at least one number");
    }

    [TestMethod]
    public void TheReliabilityTableHoldsEveryQueryRow()
    {
        var scores = Evaluate(s_maml).Inductive;
        Assert.AreEqual(15, scores.Reliability.Count);
        Assert.AreEqual(Episodes * 3 * 4, scores.Reliability.Sum(b => b.Count));
        var filled = scores.Reliability.Where(b => b.Count > 0).ToArray();
        Assert.AreEqual(
            scores.ExpectedCalibrationError, filled.Sum(b => b.Count * Math.Abs(b.Confidence - b.Accuracy)) / (Episodes * 12), 1e-12);
        Assert.AreEqual(scores.Accuracy, filled.Sum(b => b.Count * b.Accuracy) / (Episodes * 12), 1e-12);
        Assert.IsTrue(
            filled.All(b => b.Confidence >= b.From && b.Confidence <= b.To && b.Accuracy is >= 0 and <= 1),
            string.Join("; ", filled.Select(b => $"{b}")));
        Assert.IsTrue(scores.Reliability.Where(b => b.Count == 0).All(b => double.IsNaN(b.Confidence)));
    }

    [TestMethod]
    public void AnEnsembleShowsItsBestModelAlone()
    {
        static MetaLearnedTransformer Train(int size) => TinyModels.Classifier(new MLContext(seed: 1), o =>
            (o.OuterLoop.EnsembleSize, o.OuterLoop.ValidationInterval, o.OuterLoop.ValidationEpisodes, o.ValidationSet, o.OuterLoop.MetaSteps, o.OuterLoop.LearningRate) = (size, 1, 4, Blobs.Create(s_mlContext, i => $"other {i}"), 4, 0.05));
        using MetaLearnedTransformer ensemble = Train(2), best = Train(1);
        var metrics = Evaluate(ensemble);
        Assert.AreEqual(2, metrics.Models);
        Assert.AreEqual($"{Evaluate(best)}", $"{metrics.BestSingleModel}");
        Assert.AreNotEqual(metrics.Inductive.LogLoss, metrics.BestSingleModel!.Inductive.LogLoss);
        StringAssert.Contains(metrics.ToString(), $"; the best of its models alone: inductive {metrics.BestSingleModel.Inductive}");
        Assert.IsNull(Evaluate(best).BestSingleModel);
    }

    [TestMethod]
    public void SavedResultsAreComparedInPairsByAnotherProcess()
    {
        using var folder = new TemporaryFolder();
        Evaluate(s_maml).Save(folder.File("maml.json"));
        Evaluate(s_protoNet).Save(folder.File("proto.json"));
        var (maml, protoNet) = (FewShotMetrics.Load(folder.File("maml.json")), FewShotMetrics.Load(folder.File("proto.json")));
        Assert.AreEqual($"{Evaluate(s_maml)}", $"{maml}");
        CollectionAssert.AreEqual(Evaluate(s_maml).Inductive.Reliability.ToArray(), maml.Inductive.Reliability.ToArray());
        Assert.AreEqual(Evaluate(s_maml).Compare(Evaluate(s_protoNet)), maml.Compare(protoNet));
        var comparison = Catalog.CompareResults(new Dictionary<string, FewShotMetrics> { ["MAML"] = maml, ["ProtoNet"] = protoNet });
        var direct = Catalog.Compare(
            s_unseen,
            new Dictionary<string, ITransformer> { ["MAML"] = s_maml, ["ProtoNet"] = s_protoNet },
            new(Ways: 3, QueryShots: 4, Episodes: Episodes));
        Assert.AreEqual($"{direct.Protocols.Single()}", $"{comparison}");
        CollectionAssert.AreEqual(
            new[] { "maml.json", "proto.json" }, Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order().ToArray());
    }

    [TestMethod]
    public void ResultsOfOtherEpisodesAreRefusedAndTheDifferenceNamed()
    {
        var metrics = Evaluate(s_maml);
        void Differs(FewShotMetrics other, string what) =>
            ErrorAssert.Throws<ArgumentException>(() => metrics.Compare(other), "not of the same episodes", what);
        Differs(Catalog.Evaluate(s_maml, s_unseen, new(Ways: 2, Shots: 1, QueryShots: 4, Episodes: Episodes)), "Ways is 3 and 2");
        Differs(Catalog.Evaluate(s_maml, s_unseen, new(Shots: 2, QueryShots: 4, Episodes: Episodes)), "Shots is 1 and 2");
        Differs(Catalog.Evaluate(s_maml, s_unseen, new(QueryShots: 5, Episodes: Episodes)), "QueryShots is 4 and 5");
        Differs(Catalog.Evaluate(s_maml, s_unseen, new(QueryShots: 4, Episodes: Episodes + 1)), "Episodes is 12 and 13");
        Differs(Catalog.Evaluate(s_maml, s_unseen, new(QueryShots: 4, Episodes: Episodes, Seed: 9)), "Seed is 0 and 9");
        Differs(
            Catalog.Evaluate(
                s_maml, Blobs.Create(s_mlContext, i => $"other {i}", classes: 6, rows: 20), new(QueryShots: 4, Episodes: Episodes)),
            "DataHash is");
        ErrorAssert.Throws<ArgumentException>(
            () => Catalog.CompareResults(new Dictionary<string, FewShotMetrics> { ["a"] = metrics }), "at least 2 results, but 1 is given");
    }

    [TestMethod]
    public void ADamagedResultIsNoResult()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("result.json");
        Evaluate(s_maml).Save(file);
        var text = File.ReadAllText(file);
        void Fails(string damaged, params string[] fragments)
        {
            File.WriteAllText(file, damaged);
            ErrorAssert.Throws<FormatException>(() => FewShotMetrics.Load(file), [file, .. fragments]);
        }
        Fails(text[..(text.Length / 2)]);
        Fails("null");
        Fails(text.Replace("\"version\": 1", "\"version\": 2"), "version 2, but 1 is read");
        Fails(text.Replace("\"episodes\": 12", "\"episodes\": 13"), "13 episodes need as many accuracies");
        var json = JsonNode.Parse(text)!.AsObject();
        json.Remove("inductive");
        Fails(json.ToJsonString(), "inductive");
        json["inductive"] = null;
        Fails(json.ToJsonString());
        ErrorAssert.Throws<FileNotFoundException>(() => FewShotMetrics.Load(folder.File("missing.json")), "missing.json");
    }

    [TestMethod]
    public void ModelsAreRankedOverDataSets()
    {
        var dataSets = new Dictionary<string, IDataView>
        {
            ["unseen"] = s_unseen,
            ["others"] = Blobs.Create(s_mlContext, i => $"other {i}", classes: 5, rows: 20, seed: 3),
        };
        var ranking = Catalog.Rank(
            dataSets,
            new Dictionary<string, ITransformer> { ["MAML"] = s_maml, ["ProtoNet"] = s_protoNet },
            new(Ways: 3, QueryShots: 4, Episodes: Episodes));
        CollectionAssert.AreEqual(dataSets.Keys, ranking.DataSets.ToArray());
        CollectionAssert.AreEqual(Evaluate(s_maml).Inductive.Accuracies.ToArray(), ranking["MAML"].Results[0].Scores.Accuracies.ToArray());
        Assert.AreEqual(3, ranking.Learners.Sum(l => l.AverageRank), 1e-12);
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.Rank(
                dataSets,
                new Dictionary<string, ITransformer> { ["MAML"] = s_maml, ["ProtoNet"] = s_protoNet },
                new(Ways: 4, QueryShots: 4)),
            "learner 'MAML' can tell at most 3");
    }

    [TestMethod]
    public void TheBestOfSeveralFilesIsTheOneThatValidatesBest()
    {
        using var folder = new TemporaryFolder();
        using var trained = TinyModels.TrainedClassifier(s_mlContext);
        using var untrained = TinyModels.Classifier(s_mlContext);
        string[] files = [folder.File("untrained.zip"), folder.File("trained.zip")];
        foreach (var (model, file) in new[] { untrained, trained }.Zip(files))
            s_mlContext.Model.Save(model, s_unseen.Schema, file);
        var selection = Catalog.SelectBest(files, s_unseen, new(QueryShots: 4, Episodes: Episodes));
        Assert.AreEqual(files[1], selection.Best.Name);
        CollectionAssert.AreEqual(
            new[] { untrained, trained }.Select(m => $"{Evaluate(m)}").ToArray(), selection.Models.Select(m => $"{m.Metrics}").ToArray());
        ViewAssert.ViewsEqual(trained.Transform(s_unseen), selection.Model.Transform(s_unseen));
        var given = Catalog.SelectBest(
            new Dictionary<string, ITransformer> { ["trained"] = trained, ["again"] = trained, ["untrained"] = untrained },
            s_unseen,
            new(QueryShots: 4, Episodes: Episodes));
        Assert.AreSame(trained, given.Model);
        Assert.AreEqual("trained", given.Best.Name);

        ErrorAssert.Throws<FileNotFoundException>(
            () => Catalog.SelectBest([files[0], folder.File("no.zip")], s_unseen), "no.zip' does not exist");
        ErrorAssert.Throws<ArgumentException>(() => Catalog.SelectBest(Array.Empty<string>(), s_unseen), "at least one model");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.SelectBest(files, s_unseen, new(Ways: 5)), $"learner '{files[0]}' can tell at most 3");
        ErrorAssert.Throws<ArgumentException>(
            () => Catalog.SelectBest(new Dictionary<string, ITransformer> { ["r"] = TinyModels.Regressor(s_mlContext) }, s_unseen),
            "use EvaluateRegression");
    }

    [TestMethod]
    public void ThePlainEmbeddingTellsRowsOfOtherClassesByTheirDistance()
    {
        using var meta = Catalog.PrototypicalNetwork(AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
        {
            Backbone = new Identity(Blobs.Size)
        })).Fit(Blobs.Create(s_mlContext));
        var metrics = Catalog.EvaluateOpenSet(
            meta, Blobs.Create(s_mlContext, rows: 20), new(Ways: 2, Shots: 3, QueryShots: 4, Episodes: Episodes));
        Assert.AreEqual(
            (2, 3, 4, 8, Episodes), (metrics.Ways, metrics.Shots, metrics.QueryShots, metrics.UnknownQueries, metrics.Episodes));
        Assert.AreEqual(1, metrics[NoveltyMeasure.Distance].AreaUnderRocCurve, 1e-12, "The clouds are far apart.");
        Assert.AreEqual(1, metrics[NoveltyMeasure.Distance].DetectionRate, 1e-12);
        Assert.AreEqual(1, metrics.Best.AreaUnderRocCurve, 1e-12);
        Assert.AreEqual(1, metrics.Accuracy, 1e-12);
        CollectionAssert.AreEqual(Enum.GetValues<NoveltyMeasure>(), metrics.Measures.Select(m => m.Measure).ToArray());
        StringAssert.Contains(metrics.ToString(), "2-way 3-shot, 4 query shots and 8 query rows of other classes, 12 episodes");
        StringAssert.Contains(metrics.ToString(), "Distance: AUROC 1.0000 ± 0.0000, 100.00 % rejected where 5 % of the known rows are");
    }

    [TestMethod]
    public void RowsOutOfScopeCanBeGiven()
    {
        var outOfScope = s_mlContext.Data.LoadFromEnumerable(Blobs.Rows(i => "none", classes: 2, rows: 10)
            .Select(r => new BlobRow<string> { Label = r.Label, Features = [9, 9, 9, 9] }));
        var metrics = Catalog.EvaluateOpenSet(
            s_protoNet, s_unseen, new(Ways: 3, Shots: 2, QueryShots: 4, Episodes: Episodes), unknownWays: 2, outOfScope: outOfScope);
        Assert.IsTrue(metrics.IsOutOfScope);
        Assert.AreEqual(8, metrics.UnknownQueries);
        StringAssert.Contains(metrics.ToString(), "8 query rows out of scope");
        foreach (var measure in metrics.Measures)
        {
            Assert.AreEqual(measure.AreasUnderRocCurve.Average(), measure.AreaUnderRocCurve, 1e-12);
            Assert.IsTrue(measure.AreaUnderRocCurve is >= 0 and <= 1 && measure.DetectionRate is >= 0 and <= 1);
        }
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.EvaluateOpenSet(s_protoNet, s_unseen, new(Ways: 3, QueryShots: 8), outOfScope: outOfScope),
            "takes 24 rows from outside",
            "there are 20");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.EvaluateOpenSet(s_protoNet, s_unseen, new(Ways: 4, QueryShots: 4)),
            "episodes of 4 classes and 4 others need at least 8 classes, but the data has 6");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Catalog.EvaluateOpenSet(s_protoNet, s_unseen, unknownWays: 0), "unknownWays must be at least 1");
    }

    private static FewShotMetrics Evaluate(ITransformer model) =>
        Catalog.Evaluate(model, s_unseen, new(Ways: 3, Shots: 1, QueryShots: 4, Episodes: Episodes));
}
