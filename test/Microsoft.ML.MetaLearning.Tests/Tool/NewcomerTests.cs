using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetaLearn;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The first hour with the tool: an ordinary folder of pictures, and no idea of episodes.</summary>
[TestClass]
public sealed class NewcomerTests : ToolTest
{
    private static readonly string[] s_short = ["--set", "learner.outerLoop.metaSteps=3", "--set", "evaluation.episodes=5"];

    [TestMethod]
    public void ThePresetForSmallFoldersNeedsNothingButTheFolder()
    {
        string[] preset = ["train", "--preset", "small-folder", "--set", $"data.path={Pictures()}"];
        var run = Succeed([.. preset, .. s_short, "-o", Folder.File("run"), "--json"]);
        Assert.AreEqual(5, (int)run.Json["evaluation"]!["ways"]!);
    }

    [TestMethod]
    [DataRow(12, 8, "learner.queryShots=7 data.split.validationFraction=0 data.split.testFraction=0.4")]
    [DataRow(7, 2, "learner.ways=3 learner.queryShots=1 data.split.validationFraction=0 data.split.testFraction=0.4")]
    [DataRow(20, 16, "data.split.validationFraction=0.25 data.split.testFraction=0.25")]
    public void DataAloneIsRefusedWithNumbersThatWork(int classes, int pictures, string numbers)
    {
        var configuration = ConfigurationOf(Pictures(classes, pictures));
        var refused = Fail(ExitCode.Data, "to train on this data, these settings suit: ", "train", configuration, "-o", Folder.File("run"));
        Assert.IsFalse(Directory.Exists(Folder.File("run")), "It is refused before any work.");
        var sets = Regex.Matches(refused.Error, "--set ([^ \\r\\n]+)").Select(m => m.Groups[1].Value).ToArray();
        Assert.AreEqual(numbers, string.Join(' ', sets));
        Succeed(["train", configuration, .. sets.SelectMany(s => new[] { "--set", s }), .. s_short, "-o", Folder.File("run")]);
    }

    [TestMethod]
    public void NumbersSuitASplitThatIsGivenAndAnEvaluationOfItsOwn()
    {
        foreach (var (phase, classes) in new[] { ("train", 6), ("test", 3) })
            Pictures(classes, pictures: 4, Path.Combine("mine", phase), phase);
        string[] train =
        [
            "train", ConfigurationOf(Folder.File("mine")), "--set", "evaluation.queryShots=9", .. s_short, "-o", Folder.File("run")
        ];
        var refused = Fail(ExitCode.Data, "test: 5-way episodes need 5 classes, but there are 3.", train);
        StringAssert.Contains(refused.Error, "suit: --set learner.ways=3 --set learner.queryShots=3 --set evaluation.queryShots=3");
        Succeed([.. train, "--set", "learner.ways=3", "--set", "learner.queryShots=3", "--set", "evaluation.queryShots=3"]);
    }

    [TestMethod]
    public void EachLackIsSaidOnce()
    {
        var check = Fail(
            ExitCode.Data, "validation: 5-way episodes need 5 classes, but there are 1.", "data", "check", ConfigurationOf(Pictures()));
        StringAssert.Contains(check.Error, "test: 5-way episodes need 5 classes, but there are 2.");
        StringAssert.Contains(check.Error, "an episode needs 16 rows of a class, for 1 shots and 15 query shots, but ");
        StringAssert.Contains(check.Error, "and 2 more have too few.");
        Assert.AreEqual(4, Lines(check.Error).Count, check.Error);
    }

    [TestMethod]
    public void AFolderAloneIsToldWhatWouldSuitIt()
    {
        var check = Succeed("data", "check", Pictures());
        StringAssert.StartsWith(check.Error, "to train on this data, these settings suit: --set learner.queryShots=7 ");
        Assert.AreEqual(3, Succeed("data", "check", Pictures(), "--json").Json["suitableSettings"]!.AsArray().Count);
    }

    [TestMethod]
    public void WhatNoSettingHelpsIsSaidWithoutAdvice()
    {
        var check = ToolCall.Run("data", "check", ConfigurationOf(Pictures(classes: 12, pictures: 1)));
        Assert.AreEqual(ExitCode.Data, check.Code);
        Assert.IsFalse(check.Error.Contains("suit", StringComparison.Ordinal), check.Error);
    }

    [TestMethod]
    public void WhatIsNoFolderOfImagesIsToldItsKind()
    {
        var zip = Folder.File("mine", "birds.zip");
        File.WriteAllText(zip, "");
        Fail(ExitCode.Data, $"'{zip}' is an archive, but a folder of images has a folder for each class: extract it", "data", "check", zip);
        Fail(ExitCode.Data, "holds archives (birds.zip)", "data", "check", Folder.File("mine"));
        var table = Folder.File("mine", "rows.xls");
        File.WriteAllText(table, "");
        Fail(ExitCode.Data, $"'{table}' is a file, but a folder of images has", "data", "check", table);
        var omniglot = Folder.File("originals", "images_background_small1.zip");
        File.WriteAllText(omniglot, "");
        foreach (var path in new[] { omniglot, Folder.File("originals") })
            StringAssert.Contains(
                Fail(ExitCode.Data, "data set 'omniglot-small', which is data of kind 'dataset'", "data", "check", path).Error,
                "write \"data\": { \"kind\": \"dataset\", \"name\": \"omniglot-small\", \"folder\": ");
    }

    [TestMethod]
    public void LabelsThatLookAlikeAreWarnedOfOnce()
    {
        var table = Folder.File("rows.csv");
        string[] labels = ["cat", "Cat", "dog", "dog ", "emu", "fox", "gnu", "hen"];
        var rows = labels.SelectMany((label, i) => Enumerable.Range(0, 3).Select(row => $"{label},{i}.{row},{7 - i}"));
        File.WriteAllLines(table, rows.Prepend("Label,x,y"));
        string[] data =
        [
            "--set",
            "data.kind=table",
            "--set",
            $"data.path={table}",
            "--set",
            "data.split.validationFraction=0",
            "--set",
            "data.split.testFraction=0.25"
        ];
        string[] learner = ["--set", "learner.ways=2", "--set", "learner.queryShots=1"];
        var train = Succeed(["train", ConfigurationOf(Folder.Path), .. data, .. learner, .. s_short, "-o", Folder.File("run")]);
        foreach (var alike in new[] { "'cat' and 'Cat'", "'dog' and 'dog '" })
            Assert.AreEqual(1, Lines(train.Error).Count(line => line.Contains(alike, StringComparison.Ordinal)), train.Error);
    }

    [TestMethod]
    public void EveryHelpFitsATerminal()
    {
        var pages = 0;
        void Check(string[] names)
        {
            pages++;
            var help = Succeed([.. names, "--help"]).Output;
            Assert.AreEqual(
                "", string.Join('\n', Lines(help).Where(line => line.Length > 100)), $"metalearn {string.Join(' ', names)} --help");
            foreach (var name in Lines(help).SkipWhile(line => line != "Commands:").Skip(1).Select(line =>
                Regex.Match(line, "^  ([a-z-]+)")).Where(m => m.Success))
                Check([.. names, name.Groups[1].Value]);
        }
        Check([]);
        Assert.IsTrue(pages > 20, $"{pages} commands.");
    }

    private static List<string> Lines(string text) =>
        [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)];

    private string ConfigurationOf(string folder)
    {
        var file = Folder.File("mine.json");
        File.WriteAllText(file, JsonText.Write(new JsonObject { ["data"] = new JsonObject { ["kind"] = "folder", ["path"] = folder } }));
        return file;
    }

    private string Pictures(int classes = 12, int pictures = 8, string folder = "pictures", string name = "kind")
    {
        for (var c = 0; c < classes; c++)
            for (var i = 0; i < pictures; i++)
                Drawings.Save(Folder.File(folder, $"{name} {c:D2}", $"{i}.png"), (byte)(20 * c + i));
        return Folder.File(folder);
    }
}
