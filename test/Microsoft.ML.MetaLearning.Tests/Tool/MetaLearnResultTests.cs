using System.IO;
using System.Linq;
using MetaLearn;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>What the tool makes of a trained model: pages, scores of all kinds, choices.</summary>
[TestClass]
public sealed class MetaLearnResultTests : ToolTest
{
    [TestMethod]
    public void ARunReportsToTensorBoardAndWritesAPage()
    {
        var run = Train("run", "--set", "reporting.histogramInterval=3");
        var events = EventFileReader.Read(Directory.GetFiles(Folder.File("run", "events")).Single());
        CollectionAssert.AreEqual(new[] { 1L, 2, 3, 4, 5, 6 }, events.Where(e => e.Tag == "training/loss").Select(e => e.Step).ToArray());
        Assert.IsTrue(events.Any(e => e is { Tag: "parameters/conv0.weight", Step: 3, Histogram: not null }));
        var page = File.ReadAllText(Folder.File("run", "report.html"));
        StringAssert.Contains(page, "<title>run</title>");
        StringAssert.Contains(page, "meta-step", "There are training curves.");
        Assert.AreEqual(Folder.File("run", "report.html"), (string)run.Json["page"]!);

        var other = Folder.File("other.html");
        var written = Succeed("report", Folder.File("run"), "--output", other, "--shots", "2", "--json");
        Assert.AreEqual(2, (int)written.Json["evaluation"]!["shots"]!);
        StringAssert.Contains(File.ReadAllText(other), "2-shot");

        Train("quiet", "--set", "reporting={\"tensorBoard\":false,\"page\":false}");
        Assert.IsFalse(Directory.Exists(Folder.File("quiet", "events")));
        Assert.IsFalse(File.Exists(Folder.File("quiet", "report.html")));
    }

    [TestMethod]
    public void ResultsAreSavedComparedAndRanked()
    {
        Train("first");
        Train("second", "--set", "training.seed=2");
        foreach (var (run, shots, set) in new[]
        {
            ("first", "1", "one"), ("second", "1", "one"), ("first", "2", "two"), ("second", "2", "two")
        })
            Succeed("evaluate", Folder.File(run), "--shots", shots, "-o", Folder.File(set, $"{run}.json"));
        var (first, second) = (Folder.File("one", "first.json"), Folder.File("one", "second.json"));
        var compared = Succeed("compare", first, second, "--json").Json;
        CollectionAssert.AreEqual(new[] { "first", "second" }, compared["learners"]!.AsArray().Select(l => (string)l!["name"]!).ToArray());
        Assert.AreEqual(
            FewShotMetrics.Load(first).Inductive.Accuracy - FewShotMetrics.Load(second).Inductive.Accuracy,
            (double)compared["differences"]![0]!["difference"]!,
            1e-9);
        // What a run has found by itself is of the same episodes.
        StringAssert.Contains(Succeed("compare", Folder.File("first", "evaluation.json"), second).Output, "inner");
        Fail(ExitCode.Data, "are not of the same episodes: Shots is 1 and 2", "compare", first, Folder.File("two", "second.json"));
        Fail(ExitCode.Usage, "--shots is for models", "compare", first, second, "--shots", "2");
        Fail(ExitCode.Usage, "results are compared with results alone", "compare", first, Folder.File("second"));

        var ranked = Succeed("rank", Folder.File("one"), Folder.File("two"), "--json").Json["learners"]!.AsArray();
        Assert.AreEqual(3, ranked.Sum(l => (double)l!["averageRank"]!));
        Assert.AreEqual(2, ranked[0]!["dataSets"]!.AsObject().Count);
        Fail(ExitCode.Data, "nowhere", "rank", Folder.File("nowhere"));
    }

    [TestMethod]
    public void TheBestModelIsChosenByValidation()
    {
        Train("first");
        Train("second", "--set", "training.seed=2");
        var best = Folder.File("best.zip");
        var chosen = Succeed("select", Folder.File("first"), Folder.File("second", "model.zip"), "-o", best, "--json").Json;
        var accuracies = chosen["models"]!.AsArray()
            .ToDictionary(m => (string)m!["file"]!, m => (double)m!["evaluation"]!["inductive"]!["accuracy"]!);
        Assert.AreEqual(2, accuracies.Count);
        Assert.AreEqual(accuracies.Values.Max(), accuracies[(string)chosen["best"]!]);
        CollectionAssert.AreEqual(File.ReadAllBytes((string)chosen["best"]!), File.ReadAllBytes(best));

        Train("split", "--set", "data.split.seed=1");
        Fail(ExitCode.Usage, "was trained on glyph 00", "select", Folder.File("first"), Folder.File("split"));
    }

    [TestMethod]
    public void AGridOfEpisodesIsATable()
    {
        Train("run", "--set", "learner.head=learned");
        var (csv, json) = (Folder.File("grid.csv"), Folder.File("grid.json"));
        var table = Succeed("evaluate", Folder.File("run"), "--grid", "ways=2,4", "--grid", "imbalance=1,2", "--shots", "3", "-o", csv);
        StringAssert.Contains(table.Output, "2-way 3-shot, 2 query shots, imbalance 2");
        Assert.AreEqual(5, File.ReadAllLines(csv).Length);
        StringAssert.Matches(table.Output, new("transductive +chance"));
        var cells = Succeed("evaluate", Folder.File("run"), "--grid", "ways=2,4", "-o", json, "--json").Json["cells"]!.AsArray();
        Assert.AreEqual(1, (int)cells[0]!["evaluation"]!["shots"]!);
        Assert.AreEqual(0.5, (double)cells[0]!["evaluation"]!["chance"]!);
        StringAssert.Contains((string)cells[1]!["absent"]!, "3 classes");
        Assert.IsNull(cells[1]!["evaluation"]);
        Fail(
            ExitCode.Usage,
            "--grid way: must be one of ways, shots, queryShots, imbalance. Did you mean 'ways'?",
            "evaluate",
            Folder.File("run"),
            "--grid",
            "way=2");
        Fail(ExitCode.Usage, "--grid ways: must have the form name=value,value", "evaluate", Folder.File("run"), "--grid", "ways");
        Fail(
            ExitCode.Usage,
            "--grid ways: must be numbers of at least 2, but one is '1'.",
            "evaluate",
            Folder.File("run"),
            "--grid",
            "ways=1");
        Fail(ExitCode.Usage, "--grid and --open-set exclude each other.", "evaluate", Folder.File("run"), "--grid", "ways=2", "--open-set");
    }

    [TestMethod]
    public void RowsOfNoClassAreToldOrNot()
    {
        Train("run");
        var result = Succeed("evaluate", Folder.File("run"), "--open-set", "-o", Folder.File("open.json"), "--json").Json;
        Assert.AreEqual(6, (int)result["unknownQueries"]!);
        Assert.AreEqual(1.0 / 3, (double)result["chance"]!);
        Assert.AreEqual((double)result["accuracy"]! - (double)result["confidenceInterval95"]! > 1.0 / 3, (bool)result["isAboveChance"]!);
        CollectionAssert.AreEqual(
            new[] { "probability", "energy", "distance", "cosine" }, result["measures"]!.AsObject().Select(m => m.Key).ToArray());
        Assert.IsTrue((double)result["measures"]![(string)result["best"]!]!["areaUnderRocCurve"]! is > 0 and <= 1);
        Fail(ExitCode.Usage, "--out-of-scope needs --open-set.", "evaluate", Folder.File("run"), "--out-of-scope", "rows.csv");
    }

    [TestMethod]
    public void EpisodesAreDrawnOnceForSeveralModels()
    {
        Train("first");
        Train("second", "--set", "training.seed=2");
        var (episodes, first, second) = (Folder.File("episodes.txt"), Folder.File("first.json"), Folder.File("second.json"));
        var drawn = Succeed("evaluate", Folder.File("first"), "--draw-episodes", episodes, "-o", first, "--json").Json;
        Assert.AreEqual(
            (double)Json("first", "evaluation.json")["inductive"]!["accuracy"]!,
            (double)drawn["inductive"]!["accuracy"]!,
            "They are those of the seed.");
        Assert.AreEqual(5, SavedEpisodes.Load(episodes).Count);
        Assert.AreEqual((double)drawn["chance"]!, (double)Json("first", "evaluation.json")["chance"]!);
        StringAssert.StartsWith(
            Succeed("evaluate", Folder.File("second"), "--episodes-from", episodes, "-o", second).Output,
            $"{drawn["sampling"]}, 5 episodes");
        Succeed("compare", first, second);
        Fail(
            ExitCode.Usage,
            "--episodes-from and --shots exclude each other.",
            "evaluate",
            Folder.File("first"),
            "--episodes-from",
            episodes,
            "--shots",
            "2");
        File.WriteAllText(episodes, "no episodes");
        Fail(ExitCode.Data, episodes, "evaluate", Folder.File("first"), "--episodes-from", episodes);
    }
}
