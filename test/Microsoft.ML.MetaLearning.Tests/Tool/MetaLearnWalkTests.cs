using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using MetaLearn;
using MetaLearn.Configuration;
using MetaLearn.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The page about the tool: its files are written and its commands are run, in order.</summary>
[TestClass]
public sealed class MetaLearnWalkTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "tool.md"));
    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Directory.GetCurrentDirectory();

    [TestInitialize]
    public void Enter() => Directory.SetCurrentDirectory(_folder.Path);

    [TestCleanup]
    public void Leave()
    {
        Directory.SetCurrentDirectory(_before);
        _folder.Dispose();
    }

    [TestMethod]
    public void EveryCommandOfThePageRuns()
    {
        foreach (var (name, text) in Files())
            File.WriteAllText(name, text);
        var ran = new HashSet<string>();
        foreach (var command in Commands())
        {
            var arguments = Regex.Matches(command, "\"(?<a>[^\"]*)\"|(?<a>\\S+)").Select(m => m.Groups["a"].Value).Skip(1).ToArray();
            var call = ToolCall.Run(arguments);
            Assert.AreEqual(ExitCode.Success, call.Code, $"{command}\n{call.Error}");
            ran.Add(arguments[0]);
        }
        CollectionAssert.IsSubsetOf(
            new[]
            {
                "train", "resume", "evaluate", "adapt", "predict", "compare", "inspect", "data", "config", "report", "classifier", "select", "rank"
            },
            ran.ToArray());
        StringAssert.StartsWith(File.ReadAllText("predictions.csv"), "input,label,score\n");
        Assert.IsTrue(File.Exists(Path.Combine("runs", "first", "report.html")));
    }

    [TestMethod]
    public void TheMessageOfThePageIsTheMessageOfTheTool()
    {
        var file = Files().Single(f => f.Name == "run.json");
        File.WriteAllText(file.Name, Regex.Replace(file.Text, "\"metaSteps\": \\d+", "\"metaSteps\": -3"));
        StringAssert.Contains(s_page, $"`{ToolCall.Run("config", "check", "run.json").Error.TrimEnd()}`");
    }

    [TestMethod]
    public void ThePageKnowsTheExitCodesLearnersAndKinds()
    {
        foreach (var code in Enum.GetValues<ExitCode>())
            StringAssert.Contains(s_page, $"| {(int)code} |");
        foreach (var learner in LearnerCatalog.Settings.Choices.Keys)
            StringAssert.Contains(s_page, $"`{learner}`");
        foreach (var kind in DataSources.Settings.Choices.Keys)
            StringAssert.Contains(s_page, $"| `{kind}` |");
    }

    /// <summary>The blocks of JSON whose first line names a file.</summary>
    private static IEnumerable<(string Name, string Text)> Files() =>
        Regex.Matches(
            s_page,
            "^```json\n(?<text>// (?<name>\\S+)\n.*?)^```",
            RegexOptions.Multiline | RegexOptions.Singleline).Select(m => (m.Groups["name"].Value, m.Groups["text"].Value));

    private static IEnumerable<string> Commands() =>
        Regex.Matches(s_page, "^```bash\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
        .SelectMany(block => block.Groups[1].Value.Split('\n')).Where(line => line.StartsWith("metalearn ", StringComparison.Ordinal));
}
