using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The tool as its user types it, with trainings of a second.</summary>
[TestClass]
public sealed class MetaLearnTests : ToolTest
{
    [TestMethod]
    public void ATrainingLeavesAFolderThatSaysAllAboutIt()
    {
        var run = Train("run");
        Assert.AreEqual("completed", (string)run.Json["status"]!);
        CollectionAssert.AreEquivalent(
            new[] { "checkpoints", "config.json", "evaluation.json", "events", "metrics.csv", "model.zip", "report.html", "run.json" },
            Directory.GetFileSystemEntries(Folder.File("run")).Select(Path.GetFileName).ToArray());
        var record = Json("run", "run.json");
        Assert.AreEqual(1, (int)record["seed"]!);
        Assert.AreEqual(180, (int)record["data"]!["rows"]!);
        Assert.AreEqual(64, ((string)record["data"]!["hash"]!).Length);
        Assert.AreEqual(6, record["data"]!["testClasses"]!.AsArray().Count);
        var call = record["calls"]![0]!;
        StringAssert.StartsWith((string)call["commandLine"]!, "metalearn train ");
        foreach (var version in new[] { "tool", "metaLearning", "mlNet", "torchSharp", "libtorch", "dotNet", "system" })
            Assert.AreNotEqual("", (string)call["versions"]![version]!, version);
        var metrics = File.ReadAllLines(Folder.File("run", "metrics.csv"));
        CollectionAssert.AreEqual(new[] { "1", "2", "3", "4", "5", "6" }, metrics.Skip(1).Select(l => l.Split(',')[0]).ToArray());
        Assert.AreEqual(
            (double)run.Json["evaluation"]!["inductive"]!["accuracy"]!,
            FewShotMetrics.Load(Folder.File("run", "evaluation.json")).Inductive.Accuracy);

        // Its full configuration makes the same run again.
        var again = ToolCall.Run("train", Folder.File("run", "config.json"), "-o", Folder.File("again"), "--json");
        Assert.AreEqual(ExitCode.Success, again.Code, again.Error);
        AssertSameModels("run", "again");
        Assert.AreEqual((string)record["data"]!["hash"]!, (string)Json("again", "run.json")["data"]!["hash"]!);
    }

    [TestMethod]
    public void ACancelledTrainingIsResumedToTheSameResult()
    {
        Train("whole");
        string[] arguments = ["train", Configuration(), "-o", Folder.File("cut")];
        var cut = ToolCall.Run(arguments, input: "", cancelAt: "meta-step 1/6");
        Assert.AreEqual(ExitCode.Cancelled, cut.Code, cut.Error);
        StringAssert.Contains(cut.Error, $"metalearn resume {Folder.File("cut")}");
        Assert.AreEqual("cancelled", (string)Json("cut", "run.json")["status"]!);
        Assert.AreEqual(1, (int)Json("cut", "run.json")["calls"]![0]!["metaSteps"]!);
        Assert.IsTrue(File.Exists(Folder.File("cut", "model.zip")));

        var resumed = ToolCall.Run("resume", Folder.File("cut"), "--json");
        Assert.AreEqual(ExitCode.Success, resumed.Code, resumed.Error);
        AssertSameModels("whole", "cut");
        Assert.IsTrue(JsonNode.DeepEquals(Json("whole", "evaluation.json"), Json("cut", "evaluation.json")));
        string[] Learned(string run) =>
            File.ReadAllLines(Folder.File(run, "metrics.csv")).Select(l => string.Join(',', l.Split(',')[..8])).ToArray();
        CollectionAssert.AreEqual(Learned("whole"), Learned("cut"));
        Assert.AreEqual(2, Json("cut", "run.json")["calls"]!.AsArray().Count);
    }

    [TestMethod]
    public void OtherDataIsNotResumed()
    {
        Train("run");
        var file = Folder.File("run", "config.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"drawings\": 6", "\"drawings\": 7"));
        var call = ToolCall.Run("resume", Folder.File("run"));
        Assert.AreEqual(ExitCode.Data, call.Code);
        StringAssert.Contains(call.Error, "is not what the run began with");
    }

    [TestMethod]
    public void FromImagesToPredictions()
    {
        var drawings = Folder.File("drawings");
        Assert.AreEqual(
            ExitCode.Success, ToolCall.Run("data", "convert", "glyphs", "--set", "classes=30", "--set", "drawings=6", "-o", drawings).Code);
        var run = Train(
            "run",
            "--set",
            "data={\"kind\":\"folder\",\"path\":\"" + drawings + "\"}",
            "--set",
            "learner={\"name\":\"prototypicalNetwork\",\"ways\":3,\"queryShots\":2,\"outerLoop\":{\"metaSteps\":20}}",
            "--set",
            "backbone.filters=8");
        Assert.IsTrue((double)run.Json["evaluation"]!["inductive"]!["accuracy"]! > 0.45, "Chance is a third.");

        var support = Folder.File("support");
        ToolCall.Run("data", "convert", "glyphs", "--set", "classes=3", "--set", "drawings=4", "--set", "seed=5", "-o", support);
        var classifier = Folder.File("classifier.zip");
        var adapted = ToolCall.Run("adapt", Folder.File("run"), "--support", support, "-o", classifier, "--json");
        Assert.AreEqual(ExitCode.Success, adapted.Code, adapted.Error);
        Assert.AreEqual(4, (int)adapted.Json["classes"]!["glyph 0001"]!);

        var predicted = ToolCall.Run("predict", classifier, support, "--scores");
        Assert.AreEqual(ExitCode.Success, predicted.Code, predicted.Error);
        var lines = predicted.Output.TrimEnd().Split('\n').Select(l => l.Split(',')).ToArray();
        CollectionAssert.AreEqual(new[] { "input", "label", "score", "glyph 0000", "glyph 0001", "glyph 0002" }, lines[0]);
        Assert.AreEqual(13, lines.Length);
        Assert.IsTrue(lines.Skip(1).Count(l => l[0].Contains(l[1])) >= 8, predicted.Output);
        foreach (var line in lines.Skip(1))
            Assert.AreEqual(1, line.Skip(3).Sum(s => double.Parse(s, CultureInfo.InvariantCulture)), 1e-4);

        var output = Folder.File("predictions.json");
        var image = Folder.File("support", "glyph 0002", "0001.png");
        Assert.AreEqual("", ToolCall.Run("predict", classifier, image, "-o", output).Output);
        Assert.AreEqual(image, (string)JsonNode.Parse(File.ReadAllText(output))![0]!["input"]!);

        // The file is an ordinary model of ML.NET.
        var mlContext = new MLContext();
        var model = mlContext.Model.Load(classifier, out _);
        var rows = model.Transform(mlContext.Data.LoadFromEnumerable([new ImageRow { ImagePath = image }]));
        Assert.AreEqual((string)JsonNode.Parse(File.ReadAllText(output))![0]!["label"]!, rows.GetColumn<string>("PredictedLabel").Single());
    }

    [TestMethod]
    public void SentencesFromATableAndFromTheStandardInput()
    {
        var sentences = Folder.File("intents.tsv");
        string[] verbs = ["send", "open", "close", "find", "paint", "wash", "move", "count"];
        File.WriteAllLines(
            sentences,
            verbs.SelectMany(verb => new[]
            {
                "letter", "door", "window", "car"
            }.Select(thing => $"{verb}\tplease {verb} the {thing}")).Prepend("Intent\tSentence"));
        var data = JsonText.Write(new JsonObject
        {
            ["kind"] = "text",
            ["path"] = sentences,
            ["labelColumn"] = "Intent",
            ["textColumn"] = "Sentence",
            ["bits"] = 8,
            ["split"] = new JsonObject { ["validationFraction"] = 0, ["testFraction"] = 0.4 },
        });
        Train(
            "run",
            "--set",
            $"data={data}",
            "--set",
            "backbone={\"kind\":\"identity\"}",
            "--set",
            "learner={\"name\":\"prototypicalNetwork\",\"ways\":3,\"queryShots\":2,\"outerLoop\":{\"metaSteps\":2}}");

        var support = Folder.File("support.csv");
        File.WriteAllText(support, "Text,Label\n\"fry, slowly, the egg\",fry\nboil the potato,boil\n");
        var classifier = Folder.File("classifier.zip");
        var adapted = ToolCall.Run("adapt", Folder.File("run"), "--support", support, "-o", classifier);
        Assert.AreEqual(ExitCode.Success, adapted.Code, adapted.Error);
        StringAssert.Contains(adapted.Output, "adapted to fry, boil by 2 examples");
        var predicted = ToolCall.Run(
            ["predict", classifier, "-", "--json"], input: "boil the egg, now\nfry slowly a fish\n", cancelAt: null);
        Assert.AreEqual(ExitCode.Success, predicted.Code, predicted.Error);
        CollectionAssert.AreEqual(new[] { "boil", "fry" }, predicted.Json.AsArray().Select(p => (string)p!["label"]!).ToArray());
        var fromTable = ToolCall.Run("predict", classifier, support);
        StringAssert.StartsWith(fromTable.Output, "input,label,score\n\"fry, slowly, the egg\",fry,");
    }

    [TestMethod]
    public void NumbersFromATable()
    {
        var table = Folder.File("rows.csv");
        var lines = Enumerable.Range(0, 60)
            .Select(i => string.Create(
                CultureInfo.InvariantCulture,
                $"{Math.Sin(i / 6)},class {i / 6},{(i / 6 < 6 ? "train" : "test")},{Math.Cos(i / 6) + i % 6 * 0.01}"));
        File.WriteAllLines(table, lines.Prepend("x,kind,part,y"));
        var data = JsonText.Write(new JsonObject
        {
            ["kind"] = "table",
            ["path"] = table,
            ["labelColumn"] = "kind",
            ["splitColumn"] = "part",
            ["split"] = new JsonObject { ["by"] = "given" },
        });
        var run = Train("run", "--set", $"data={data}", "--set", "backbone={\"kind\":\"mlp\",\"hiddenSizes\":[8]}");
        Assert.AreEqual(5, (int)run.Json["evaluation"]!["episodes"]!);
        Assert.AreEqual(4, Json("run", "run.json")["data"]!["testClasses"]!.AsArray().Count);

        // Columns are found by their names, not by their places.
        var support = Folder.File("support.csv");
        File.WriteAllText(support, "Label,y,x\nup,1,0\nright,0,1\n");
        var classifier = Folder.File("classifier.zip");
        Assert.AreEqual(ExitCode.Success, ToolCall.Run("adapt", Folder.File("run"), "--support", support, "-o", classifier).Code);
        var query = Folder.File("query.csv");
        File.WriteAllText(query, "x,y\n0,1\n1,0\n");
        var predicted = ToolCall.Run("predict", classifier, query, "--json");
        CollectionAssert.AreEqual(
            new[] { "up", "right" }, predicted.Json.AsArray().Select(p => (string)p!["label"]!).ToArray(), predicted.Output);

        File.WriteAllText(query, "x,z\n0,1\n");
        var wrong = ToolCall.Run("predict", classifier, query);
        Assert.AreEqual(ExitCode.Data, wrong.Code);
        StringAssert.Contains(wrong.Error, "has no column 'y'");
    }

    [TestMethod]
    public void EvaluationsGoByTheOptionsAndElseByTheConfiguration()
    {
        var run = Train("run");
        var evaluated = ToolCall.Run("evaluate", Folder.File("run"), "--json");
        Assert.IsTrue(JsonNode.DeepEquals(run.Json["evaluation"], evaluated.Json), evaluated.Output + evaluated.Error);
        var other = ToolCall.Run(
            "evaluate",
            Folder.File("run", "model.zip"),
            "--shots",
            "2",
            "--episodes",
            "4",
            "--part",
            "train",
            "-o",
            Folder.File("scores.json"));
        StringAssert.StartsWith(
            other.Output, "3-way 2-shot, 2 query shots, 4 episodes, single model, 2 adaptation steps, trained with supportStatistics");
        StringAssert.Contains(other.Output, "inductive (as trained)");
        StringAssert.Contains(other.Output, "transductive");
        Assert.AreEqual(2, (int)JsonNode.Parse(File.ReadAllText(Folder.File("scores.json")))!["shots"]!);

        File.Copy(Folder.File("run", "model.zip"), Folder.File("alone.zip"));
        var alone = ToolCall.Run("evaluate", Folder.File("alone.zip"));
        Assert.AreEqual(ExitCode.Usage, alone.Code);
        StringAssert.Contains(alone.Error, "give --rows");
        var tooMany = ToolCall.Run("evaluate", Folder.File("run"), "--shots", "40");
        Assert.AreEqual(ExitCode.Data, tooMany.Code);
    }

    [TestMethod]
    public void InspectionNamesWhatIsInAModel()
    {
        Train("run");
        var meta = ToolCall.Run("inspect", Folder.File("run"), "--json").Json;
        Assert.AreEqual("Maml", (string)meta["learner"]!);
        Assert.AreEqual("Conv4", (string)meta["backboneKind"]!);
        Assert.AreEqual("supportStatistics", (string)meta["normalization"]!);
        Assert.AreEqual((3, 1, 2, 2), ((int)meta["ways"]!, (int)meta["shots"]!, (int)meta["queryShots"]!, (int)meta["adaptationSteps"]!));
        StringAssert.StartsWith((string)meta["mlNet"]!, "5.");
        StringAssert.StartsWith((string)meta["trainedWith"]!["libtorch"]!, "2.");
        Assert.IsTrue(JsonNode.DeepEquals(meta["inspectedWith"], Succeed("--version", "--json").Json));
        var first = meta["parameters"]![0]!;
        Assert.AreEqual("conv0.weight", (string)first["name"]!);
        CollectionAssert.AreEqual(new[] { 4L, 1, 3, 3 }, first["shape"]!.AsArray().Select(d => (long)d!).ToArray());

        var trained = Train("ensemble", "--set", "learner.outerLoop.ensembleSize=2").Json["evaluation"]!;
        Assert.AreEqual((2, 1), ((int)trained["models"]!, (int)trained["bestSingleModel"]!["models"]!));
        StringAssert.Contains(Succeed("evaluate", Folder.File("ensemble")).Output, "best model alone, inductive (as trained)");
        var ensemble = ToolCall.Run("inspect", Folder.File("ensemble"), "--json").Json;
        Assert.AreEqual(("Maml", 2), ((string)ensemble["learner"]!, (int)ensemble["models"]!));

        // An adapted classifier knows its labels.
        var mlContext = new MLContext(seed: 1);
        var model = mlContext.Model.Load(Folder.File("run", "model.zip"), out _);
        var support = mlContext.MetaLearning().LoadGlyphs(classes: 2, drawings: 2, seed: 3);
        mlContext.Model.Save(mlContext.MetaLearning().Adapt(model, support), support.Schema, Folder.File("classifier.zip"));
        var text = ToolCall.Run("inspect", Folder.File("classifier.zip"));
        StringAssert.Contains(text.Output, "labels: glyph 0000, glyph 0001");
        StringAssert.Contains(text.Output, "head.bias");
    }

    [TestMethod]
    public void VersionsAreThoseOfAllThatRuns()
    {
        var lines = Succeed("--version").Output.TrimEnd().Split(Environment.NewLine);
        CollectionAssert.AreEqual(
            new[] { "metalearn 0.1.0", "Microsoft.ML.MetaLearning 0.1.0", "ML.NET 5.0.1", "TorchSharp 0.107.0", "libtorch 2.10.0.0" },
            lines.SkipLast(1).Select(line => line.Split('+', '-')[0]).ToArray());
        StringAssert.StartsWith(lines[^1], ".NET 10.");
        Train("run");
        var result = Json("run", "evaluation.json");
        foreach (var version in new[] { "metaLearning", "mlNet", "torchSharp", "libtorch" })
            Assert.AreEqual((string)Json("run", "run.json")["calls"]![0]!["versions"]![version]!, (string)result["versions"]![version]!);
    }

    [TestMethod]
    public void ComparisonsAreOfClassesThatNoneHasSeen()
    {
        Train("run");
        var other = Folder.File("proto.json");
        File.WriteAllText(
            other,
            Tiny.Replace("\"name\": \"maml\"", "\"name\": \"prototypicalNetwork\"")
                .Replace("\"innerLoop\": { \"adaptationSteps\": 2 }, ", ""));
        var call = ToolCall.Run("compare", Folder.File("run"), other, "--json");
        Assert.AreEqual(ExitCode.Success, call.Code, call.Error);
        Assert.AreEqual("3-way 1-shot", (string)call.Json["protocol"]!);
        CollectionAssert.AreEqual(new[] { "run", "proto" }, call.Json["learners"]!.AsArray().Select(l => (string)l!["name"]!).ToArray());
        Assert.AreEqual(1, call.Json["differences"]!.AsArray().Count);

        Train("split", "--set", "data.split.seed=1");
        var wrong = ToolCall.Run("compare", Folder.File("run"), Folder.File("split"));
        Assert.AreEqual(ExitCode.Usage, wrong.Code);
        StringAssert.Contains(wrong.Error, $"'{Folder.File("split")}' was trained on glyph 00");
    }

    [TestMethod]
    public void DataIsCheckedBeforeItIsTrainedOn()
    {
        var good = ToolCall.Run("data", "check", Configuration(), "--json");
        Assert.AreEqual(ExitCode.Success, good.Code, good.Error);
        Assert.AreEqual((180, 30, 6), ((int)good.Json["rows"]!, (int)good.Json["classes"]!, (int)good.Json["testClasses"]!));

        var small = ToolCall.Run("data", "check", Configuration(), "--set", "classes=5");
        Assert.AreEqual(ExitCode.Data, small.Code);
        StringAssert.Contains(small.Error, "test: 3-way episodes need 3 classes, but there are 1.");

        // Four quarter turns of three classes are enough for twelve ways.
        var rotated = Folder.File("rotated.json");
        File.WriteAllText(
            rotated, Tiny.Replace("\"ways\": 3", "\"ways\": 12").Replace("\"evaluation\": { ", "\"evaluation\": { \"ways\": 2, "));
        string[] few =
        [
            "data", "check", rotated, "--set", "classes=5", "--set", "split.validationFraction=0", "--set", "split.testFraction=0.4"
        ];
        StringAssert.Contains(ToolCall.Run(few).Error, "train: 12-way episodes need 12 classes, but there are 3.");
        File.WriteAllText(
            rotated,
            File.ReadAllText(rotated).Replace("\"name\": \"maml\"", "\"name\": \"maml\", \"augmentation\": \"rotationsAsClasses\""));
        Assert.AreEqual(ExitCode.Success, ToolCall.Run(few).Code, ToolCall.Run(few).Error);

        var table = Folder.File("rows.csv");
        File.WriteAllText(table, "Label,x,y\na,1,2\nb,3\nc,\"4\",five\n");
        var wrong = ToolCall.Run("data", "check", table, "--set", "split.testFraction=0.4");
        Assert.AreEqual(ExitCode.Data, wrong.Code);
        StringAssert.Contains(wrong.Error, "line 3 has 2 fields, but the header names 3 columns.");
        StringAssert.Contains(wrong.Error, "line 4, column 'y' must be a finite number, but is 'five'.");

        var images = Folder.File("images", "a", "broken.png");
        File.WriteAllText(images, "no image");
        var broken = ToolCall.Run("data", "check", Folder.File("images"));
        Assert.AreEqual(ExitCode.Data, broken.Code);
        StringAssert.Contains(broken.Error, images);
        Assert.AreEqual(
            "folder, dataset, table, text, glyphs",
            string.Join(", ", ToolCall.Run("data", "list", "--json").Json["kinds"]!.AsArray().Select(k => (string)k!["kind"]!)));
    }

    [TestMethod]
    public void ClassesAreSplitByGroupsOrByFolders()
    {
        foreach (var group in new[] { "train", "val", "test" })
            foreach (var name in new[] { "a", "b", "c" })
                Drawings.Save(Folder.File("images", group, group + name, "1.png"));
        (int, int, int) Split(string root, params string[] sets)
        {
            var call = ToolCall.Run(["data", "check", root, "--json", .. sets.SelectMany(s => new[] { "--set", s })]);
            Assert.AreEqual(ExitCode.Success, call.Code, call.Error);
            return ((int)call.Json["trainClasses"]!, (int)call.Json["validationClasses"]!, (int)call.Json["testClasses"]!);
        }
        void Rename(string from, string to) => Directory.Move(Folder.File("images", from), Path.Combine(Folder.Path, "images", to));
        Assert.AreEqual((3, 3, 3), Split(Folder.File("images")), "A folder that is split already is not split again.");
        Assert.AreEqual((3, 3, 3), Split(Folder.File("images"), "split.by=given"));
        Assert.AreEqual((5, 2, 2), Split(Folder.File("images"), "split.by=ratio", "split.validationFraction=0.2"));
        Rename("train", "Training");
        Rename("val", "Valid");
        Rename("test", "TEST");
        Assert.AreEqual((3, 3, 3), Split(Folder.File("images")));
        Rename("Valid", "more");
        Fail(ExitCode.Data, "class 'more/vala' of", "data", "check", Folder.File("images"));
        Rename("Training", "one");
        Rename("TEST", "two");
        Assert.AreEqual((6, 0, 3), Split(Folder.File("images"), "split.testGroups=[\"more\"]"));
        Fail(ExitCode.Data, "must be for one of train, val, test", "data", "check", Folder.File("images"), "--set", "split.by=given");
    }

    [TestMethod]
    public void ATrainingStartsFromTheNetworkOfAnother()
    {
        Train("run");
        Train("next", "--set", $"training.initialModel={Folder.File("run")}");
        float[] First(string run)
        {
            using var model = (MetaLearnedTransformer)new MLContext().Model.Load(Folder.File(run, "model.zip"), out _);
            return model.Parameters["conv0.weight"].data<float>().ToArray();
        }
        // Six steps of a rate of 0.001 at most do not lead far.
        Assert.IsTrue(First("run").Zip(First("next")).All(p => Math.Abs(p.First - p.Second) < 0.02));

        var other = ToolCall.Run(
            "train",
            Configuration(),
            "--set",
            $"training.initialModel={Folder.File("run")}",
            "--set",
            "backbone.filters=5",
            "-o",
            Folder.File("other"));
        Assert.AreEqual(ExitCode.Usage, other.Code);
        StringAssert.Contains(other.Error, "must have the architecture of");
    }

    [TestMethod]
    public void EpisodesAreDrawnAndChangedAsConfigured()
    {
        const string Variable = """episodes={"sampling":{"kind":"variable","minWays":2,"maxWays":3,"maxSupport":9},"queryTransforms":[{"kind":"horizontalFlip"},{"kind":"randomCrop","padding":2}]}""";
        const string Prototypical = """learner={"name":"prototypicalNetwork","ways":3,"queryShots":2,"outerLoop":{"metaSteps":3}}""";
        Train("run", "--set", Variable, "--set", Prototypical);
        Train("fixed", "--set", Prototypical);
        string Losses(string run) => string.Join(' ', File.ReadLines(Folder.File(run, "metrics.csv")).Select(l => l.Split(',')[2]));
        Assert.AreNotEqual(Losses("fixed"), Losses("run"));
        Assert.AreEqual(9, (int)Json("run", "config.json")["episodes"]!["sampling"]!["maxSupport"]!);
        var again = ToolCall.Run("train", Folder.File("run", "config.json"), "-o", Folder.File("again"));
        Assert.AreEqual(ExitCode.Success, again.Code, again.Error);
        Assert.AreEqual(Losses("run"), Losses("again"));

        var bound = ToolCall.Run(
            "train", Configuration(), "--set", Variable, "--set", "learner.head=learned", "-o", Folder.File("bound"));
        Assert.AreEqual(ExitCode.Usage, bound.Code);
        StringAssert.Contains(bound.Error, "this learner is bound to 3");
        var wrong = ToolCall.Run("config", "check", Configuration(), "--set", """episodes={"sampling":{"kind":"variable","minWays":1}}""");
        StringAssert.Contains(wrong.Error, "'minWays' must be at least 2, but is 1.");
    }

    [TestMethod]
    public void WhatGoesWrongHasItsExitCode()
    {
        var nowhere = Folder.File("nowhere");
        Assert.AreEqual(ExitCode.Usage, ToolCall.Run("train").Code);
        Assert.AreEqual(ExitCode.Usage, ToolCall.Run("train", nowhere).Code);
        Assert.AreEqual(ExitCode.Usage, ToolCall.Run("trian").Code);
        Assert.AreEqual(ExitCode.Usage, ToolCall.Run("resume", nowhere).Code);
        Assert.AreEqual(ExitCode.Usage, ToolCall.Run("evaluate", nowhere, "--shots", "0").Code);
        Assert.AreEqual(ExitCode.Data, ToolCall.Run("evaluate", nowhere).Code);
        File.WriteAllText(Folder.File("broken.zip"), "no model");
        Assert.AreEqual(ExitCode.Data, ToolCall.Run("inspect", Folder.File("broken.zip")).Code);
        Assert.AreEqual(ExitCode.Success, ToolCall.Run("train", "--help").Code);

        // A wrong path leaves nothing behind; a failed run gives way to the next.
        var folder = ToolCall.Run(
            "train", Configuration(), "--set", $"data={{\"kind\":\"folder\",\"path\":\"{nowhere}\"}}", "-o", Folder.File("run"));
        Assert.AreEqual(ExitCode.Data, folder.Code);
        StringAssert.Contains(folder.Error, nowhere);
        Assert.IsFalse(Directory.Exists(Folder.File("run")));
        var few = ToolCall.Run("train", Configuration(), "--set", "evaluation.shots=40", "-o", Folder.File("run"));
        Assert.AreEqual(ExitCode.Data, few.Code);
        StringAssert.Contains(few.Error, "an episode needs 42 rows of a class, for 40 shots and 2 query shots, but 'glyph 00");
        Assert.IsFalse(Directory.Exists(Folder.File("run")), "It is found out before the training.");
        var failed = ToolCall.Run(
            "train", Configuration(), "--set", $"training.initialModel={Folder.File("broken.zip")}", "-o", Folder.File("run"));
        Assert.AreEqual(ExitCode.Data, failed.Code);
        StringAssert.Contains((string)Json("run", "run.json")["calls"]![0]!["error"]!, "broken.zip");
        Train("run");
        var again = ToolCall.Run("train", Configuration(), "-o", Folder.File("run"));
        Assert.AreEqual(ExitCode.Usage, again.Code);
        StringAssert.Contains(again.Error, "is not empty");
    }
}
