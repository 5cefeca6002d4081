using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

[TestClass]
public sealed class SavedEpisodesTests
{
    private static readonly MLContext s_mlContext = new(seed: 1);
    private static readonly MetaLearnedTransformer s_model =
        s_mlContext.MetaLearning().PrototypicalNetwork(AllLearners.Tiny(new PrototypicalNetworkTrainer.Options()))
            .Fit(Blobs.Create(s_mlContext));
    private static readonly IDataView s_unseen = Blobs.Create(s_mlContext, i => $"Ünseen \"{i}\"", classes: 6, rows: 20, seed: 8);
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("episodes.jsonl");

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void ReplayedEpisodesAreThoseThatEvaluateDraws()
    {
        var catalog = s_mlContext.MetaLearning();
        catalog.DrawEpisodes(s_unseen, new(Ways: 3, Shots: 2, QueryShots: 4, Episodes: 20, Seed: 5)).Save(Path);
        var replayed = catalog.Evaluate(s_model, s_unseen, EvaluationProtocol.Replay(SavedEpisodes.Load(Path)));
        var drawn = catalog.Evaluate(s_model, s_unseen, new(Ways: 3, Shots: 2, QueryShots: 4, Episodes: 20, Seed: 5));
        CollectionAssert.AreEqual(drawn.Inductive.Accuracies.ToArray(), replayed.Inductive.Accuracies.ToArray());
        Assert.AreEqual(drawn.Inductive.LogLoss, replayed.Inductive.LogLoss);
        StringAssert.StartsWith(replayed.ToString(), "3-way 2-shot, 4 query shots, replayed, 20 episodes");
    }

    [TestMethod]
    public void TheOrderOfClassesInTheDataDoesNotMatter()
    {
        var catalog = s_mlContext.MetaLearning();
        var episodes = catalog.DrawEpisodes(s_unseen, new(Ways: 3, QueryShots: 4, Episodes: 10));
        var rows = s_mlContext.Data.CreateEnumerable<BlobRow<string>>(s_unseen, reuseRowObject: false)
            .OrderByDescending(r => r.Label, StringComparer.Ordinal);
        CollectionAssert.AreEqual(
            catalog.Evaluate(s_model, s_unseen, EvaluationProtocol.Replay(episodes)).Inductive.Accuracies.ToArray(),
            catalog.Evaluate(
                s_model,
                s_mlContext.Data.LoadFromEnumerable(rows.ToArray()),
                EvaluationProtocol.Replay(episodes)).Inductive.Accuracies.ToArray());
    }

    [TestMethod]
    public void VariableEpisodesOfSeveralSourcesComeBackAsTheyWere()
    {
        var classes = Blobs.Create(s_mlContext, i => i % 2 == 0 ? $"even/{i}" : $"odd/{i}", classes: 12, rows: 9);
        var sampling = new MixedSampling(
            new SampledSource("even", 1, new VariableSampling { MinWays = 2, MaxWays = 4 }), new SampledSource("odd"));
        var saved = s_mlContext.MetaLearning().DrawEpisodes(classes, new(Ways: 3, QueryShots: 4, Episodes: 30) { Sampling = sampling });
        saved.Save(Path);
        var loaded = SavedEpisodes.Load(Path);
        CollectionAssert.AreEqual(saved.Classes.Names.ToArray(), loaded.Classes.Names.ToArray());
        CollectionAssert.AreEqual(saved.Classes.Sizes.ToArray(), loaded.Classes.Sizes.ToArray());
        CollectionAssert.AreEqual(Text(saved), Text(loaded));
        CollectionAssert.AreEquivalent(new[] { "even", "odd" }, loaded.Episodes.Select(e => e.Source).Distinct().ToArray());
        StringAssert.StartsWith(
            s_mlContext.MetaLearning().Evaluate(s_model, classes, EvaluationProtocol.Replay(loaded)).ToString(),
            "at most 4 ways, variable shots, replayed, 30 episodes");
    }

    [TestMethod]
    public void TrainingOnReplayedEpisodesIsTrainingOnThoseThatWereSaved()
    {
        var data = Blobs.Create(s_mlContext);
        var catalog = s_mlContext.MetaLearning();
        double[] Trained(EpisodeSampling sampling)
        {
            var options = AllLearners.Tiny(new PrototypicalNetworkTrainer.Options { Sampling = sampling });
            using var model = new MLContext(seed: 1).MetaLearning().PrototypicalNetwork(options).Fit(data);
            return TensorAssert.Values(model.Parameters);
        }
        EpisodeSampling Replay(int seed) =>
            new ReplayedSampling(catalog.DrawEpisodes(data, new(Ways: 3, QueryShots: 2, Episodes: 4, Seed: seed)));
        CollectionAssert.AreEqual(Trained(Replay(1)), Trained(Replay(1)));
        CollectionAssert.AreNotEqual(Trained(Replay(1)), Trained(Replay(2)));
    }

    [TestMethod]
    public void AFileIsReplacedAndNothingElseIsLeft()
    {
        File.WriteAllText(Path, "old");
        s_mlContext.MetaLearning().DrawEpisodes(s_unseen, new(Ways: 3, QueryShots: 4, Episodes: 3)).Save(Path);
        Assert.AreEqual(3, SavedEpisodes.Load(Path).Count);
        CollectionAssert.AreEqual(
            new[] { "episodes.jsonl" }, Directory.GetFiles(_folder.Path).Select(System.IO.Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void TheFileIsAsTheDocumentationSays()
    {
        File.WriteAllLines(Path,
        [
            """{"format":"metalearning-episodes","version":1,"episodes":2,"classes":[{"name":"Greek/alpha","rows":20},{"name":"Greek/beta","rows":20}]}""",
            """{"classes":[1,0],"support":[[3],[17]],"query":[[0,5],[2,19]]}""",
            """{"source":"omniglot","classes":[0,1],"support":[[8],[1]],"query":[[9,4],[7,12]]}""",
        ]);
        var text = File.ReadAllText(Path);
        var episodes = SavedEpisodes.Load(Path);
        CollectionAssert.AreEqual(new[] { 0, 5 }, episodes.Episodes[0].Query[0]);
        Assert.AreEqual("omniglot", episodes.Episodes[1].Source);
        episodes.Save(Path);
        Assert.AreEqual(text, File.ReadAllText(Path));
    }

    [TestMethod]
    public void MissingClassesAndRowsAreNamed()
    {
        var catalog = s_mlContext.MetaLearning();
        var episodes = catalog.DrawEpisodes(s_unseen, new(Ways: 3, QueryShots: 4, Episodes: 3));
        ErrorAssert.Throws<ArgumentException>(
            () => catalog.Evaluate(
                s_model, Blobs.Create(s_mlContext, i => $"Ünseen \"{i}\"", classes: 5, rows: 20), EvaluationProtocol.Replay(episodes)),
            "class 'Ünseen \"5\"'",
            "no such class");
        ErrorAssert.Throws<ArgumentException>(
            () => catalog.Evaluate(
                s_model, Blobs.Create(s_mlContext, i => $"Ünseen \"{i}\"", classes: 6, rows: 19), EvaluationProtocol.Replay(episodes)),
            "20 rows of class 'Ünseen \"0\"'",
            "has 19: row 19 is missing");
        ErrorAssert.Throws<ArgumentException>(
            () => catalog.Evaluate(
                s_model, Blobs.Create(s_mlContext, i => $"Ünseen \"{i}\"", classes: 6, rows: 21), EvaluationProtocol.Replay(episodes)),
            "has 21.");
    }

    [TestMethod]
    [DataRow(0, "metalearning-episodes", "other", "line 1", "'other'")]
    [DataRow(0, "\"version\":1", "\"version\":2", "line 1", "version 2")]
    [DataRow(0, "\"rows\":5", "\"rows\":0", "line 1", "rows")]
    [DataRow(0, "\"episodes\":2", "\"episodes\":0", "line 1", "at least 1")]
    [DataRow(0, "\"episodes\":2", "\"episodes\":3", "line 4", "ends too early")]
    [DataRow(0, "\"episodes\":2", "\"episodes\":1", "line 3", "more lines")]
    [DataRow(1, "[1,0]", "[1,2]", "line 2", "class 2 does not exist: there are 2")]
    [DataRow(1, "[1,0]", "[1,1]", "line 2", "twice")]
    [DataRow(1, "[1,0]", "[1]", "line 2", "as many lists")]
    [DataRow(1, "[[4],[1]]", "[[5],[1]]", "line 2", "row 5 of class 'b' does not exist: it has 5")]
    [DataRow(1, "[[4],[1]]", "[[4],[-1]]", "line 2", "row -1 of class 'a'")]
    [DataRow(1, "[[4],[1]]", "[[4],[0]]", "line 2", "a row of class 'a' is in the episode twice")]
    [DataRow(1, "[[4],[1]]", "[[4],[]]", "line 2", "class 'a' needs rows")]
    [DataRow(2, "{", "", "line 3", "not the expected JSON")]
    [DataRow(2, "\"query\"", "\"other\"", "line 3", "needs")]
    [DataRow(2, "{\"source\":\"s\",\"classes\":[0,1],\"support\":[[4],[1]],\"query\":[[0],[0]]}", "null", "line 3", "empty")]
    public void ADamagedFileIsAnErrorThatNamesTheLine(int line, string what, string by, params string[] fragments)
    {
        string[] lines =
        [
            """{"format":"metalearning-episodes","version":1,"episodes":2,"classes":[{"name":"a","rows":5},{"name":"b","rows":5}]}""",
            """{"classes":[1,0],"support":[[4],[1]],"query":[[0],[0]]}""",
            """{"source":"s","classes":[0,1],"support":[[4],[1]],"query":[[0],[0]]}""",
        ];
        File.WriteAllLines(Path, lines);
        SavedEpisodes.Load(Path);
        StringAssert.Contains(lines[line], what);
        lines[line] = lines[line].Replace(what, by, StringComparison.Ordinal);
        File.WriteAllLines(Path, lines);
        ErrorAssert.Throws<FormatException>(() => SavedEpisodes.Load(Path), [Path, .. fragments]);
    }

    private static string[] Text(SavedEpisodes episodes) => episodes.Episodes
        .Select(e => $"{e.Source}: {string.Join(",", e.Classes)} " +
            $"{string.Join(";", e.Support.Concat(e.Query).Select(r => string.Join(",", r)))}").ToArray();
}
