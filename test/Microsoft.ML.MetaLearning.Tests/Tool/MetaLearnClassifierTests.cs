using System.IO;
using System.Linq;
using MetaLearn;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Classes that come and go, and rows of none of them, by the tool.</summary>
[TestClass]
public sealed class MetaLearnClassifierTests : ToolTest
{
    private string Classifier => Folder.File("classifier.zip");

    [TestMethod]
    public void ClassesComeAndGo()
    {
        Adapt();
        Succeed(
            "adapt",
            Folder.File("run"),
            "--support",
            Rows("all.csv", "a:0,0", "a:0,1", "b:5,5", "c:-5,5"),
            "-o",
            Folder.File("together.zip"));
        var added = Succeed(
            "classifier", "add-classes", Classifier, "--support", Rows("c.csv", "c:-5,5"), "-o", Folder.File("three.zip"), "--json");
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, added.Json["labels"]!.AsArray().Select(l => (string)l!).ToArray());
        var query = Rows("query.csv", "?:0.1,0", "?:4,5", "?:-5,4");
        var expected = Succeed("predict", Folder.File("together.zip"), query, "--scores").Output;
        Assert.AreEqual(
            expected, Succeed("predict", Folder.File("three.zip"), query, "--scores").Output, "As if all had been adapted to together.");

        StringAssert.Contains(
            Succeed("classifier", "remove-class", Folder.File("three.zip"), "b", "-o", Folder.File("three.zip")).Output,
            "classifier of a, c");
        var more = Succeed(
            "classifier", "readapt", Folder.File("three.zip"), "--support", Rows("more.csv", "c:4,4"), "-o", Folder.File("more.zip"));
        StringAssert.Contains(more.Output, "classifier of a, c");
        Fail(ExitCode.Data, "'b'", "classifier", "remove-class", Folder.File("three.zip"), "b", "-o", Folder.File("no.zip"));
        Fail(
            ExitCode.Usage,
            "has not kept its support set; adapt it with --keep-support.",
            "classifier",
            "remove-class",
            Folder.File("together.zip"),
            "b",
            "-o",
            Folder.File("no.zip"));
        Fail(
            ExitCode.Usage,
            "is no classifier",
            "classifier",
            "remove-class",
            Folder.File("run", "model.zip"),
            "b",
            "-o",
            Folder.File("no.zip"));
        Assert.IsFalse(File.Exists(Folder.File("no.zip")));
    }

    [TestMethod]
    public void RowsOfNoClassAreRejected()
    {
        Adapt();
        var careful = Folder.File("careful.zip");
        var rejects = Succeed(
            "classifier",
            "reject",
            Classifier,
            "--run",
            Folder.File("run"),
            "--query-shots",
            "2",
            "--episodes",
            "20",
            "--measure",
            "distance",
            "--false-rejection-rate",
            "0.1",
            "-o",
            careful,
            "--json");
        Assert.AreEqual("distance", (string)rejects.Json["rejection"]!["measure"]!);
        Assert.IsTrue((double)rejects.Json["rejection"]!["falseRejectionRate"]! <= 0.1);
        var query = Rows("query.csv", "?:0,0.5", "?:90,-70");
        var lines = Succeed("predict", careful, query, "--scores").Output.TrimEnd().Split('\n').Select(l => l.Split(',')).ToArray();
        CollectionAssert.AreEqual(new[] { "input", "label", "score", "isKnown", "noveltyScore", "a", "b" }, lines[0]);
        CollectionAssert.AreEqual(new[] { "true", "false" }, lines.Skip(1).Select(l => l[3]).ToArray());
        var json = Succeed("predict", careful, query, "--json").Json;
        Assert.IsFalse((bool)json[1]!["isKnown"]!);
        Assert.IsTrue((double)json[1]!["noveltyScore"]! > (double)json[0]!["noveltyScore"]!);

        var inspected = Succeed("inspect", careful, "--json").Json;
        Assert.IsTrue((bool)inspected["keepsSupport"]!);
        Assert.AreEqual("distance", (string)inspected["rejection"]!["measure"]!);
        StringAssert.StartsWith((string)inspected["format"]!, "0x0001");
        StringAssert.Contains(Succeed("inspect", careful).Output, "keepsSupport: true");
        Fail(ExitCode.Usage, "give --held-out or --run.", "classifier", "reject", Classifier, "-o", careful);
        Fail(
            ExitCode.Data,
            "at least 3 held-out classes",
            "classifier",
            "reject",
            Classifier,
            "--held-out",
            Rows("few.csv", "x:1,1", "x:1,2", "y:2,2", "y:2,3"),
            "-o",
            careful);
    }

    /// <summary>A model of points in the plane, compared as they are, and a classifier of two classes that keeps its support set.</summary>
    private void Adapt()
    {
        var places = Enumerable.Range(0, 24).SelectMany(i => Enumerable.Range(0, 6)
            .Select(j => $"class {i}:{i % 5 * 5 + 0.1 * j},{i / 5 * 5}")).ToArray();
        var table = Rows("rows.csv", places);
        Train(
            "run",
            "--set", $$"""data={"kind":"table","path":"{{table}}","split":{"validationFraction":0} }""",
            "--set", """backbone={"kind":"identity"}""",
            "--set", """learner={"name":"prototypicalNetwork","ways":3,"queryShots":2,"outerLoop":{"metaSteps":1}}""");
        Succeed(
            "adapt", Folder.File("run"), "--support", Rows("support.csv", "a:0,0", "a:0,1", "b:5,5"), "--keep-support", "-o", Classifier);
    }

    /// <summary>Rows of the form "class:x,y" as a table.</summary>
    private string Rows(string name, params string[] rows)
    {
        var file = Folder.File(name);
        File.WriteAllLines(file, rows.Select(r => r.Replace(':', ',')).Prepend("Label,x,y"));
        return file;
    }
}
