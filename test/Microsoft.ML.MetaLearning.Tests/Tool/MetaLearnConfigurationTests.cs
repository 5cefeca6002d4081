using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using MetaLearn;
using MetaLearn.Commands;
using MetaLearn.Configuration;
using MetaLearn.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>
/// Configurations of the tool: what is refused and where, and that schema, template, presets and options are of one piece.
/// </summary>
[TestClass]
public sealed class MetaLearnConfigurationTests
{
    private const string Minimal = """{ "data": { "kind": "glyphs" }, "learner": { "name": "maml" } }""";
    private static readonly JsonSchema s_schema = JsonSchema.FromText(JsonText.Write(ConfigurationSchema.Write()));
    private static readonly JsonDocumentOptions s_comments = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void WrongSettingsAreNamedWithLineAndColumn()
    {
        var file = _folder.File("run.json");
        File.WriteAllText(file, """
            {
              // Two characters that are more bytes: äö.
              "data": { "kind": "glyphs", "clases": 10, "drawings": "ten" },
              "learner": {
                "name": "maml",
                /* äö */ "outerLoop": { "metaSteps": -3, "gradientClip": null }, "shots": 1.5,
                "normalization": "suportStatistics",
                "metaLearningRate": 0.1,
                "innerLoop": { "frozen": [".norm.", 3] },
              },
              "backbone": { "kind": "conv4", "filters": 0 },
              "evaluation": { "ways": 1 },
              "traning": {}
            }
            """);
        var call = ToolCall.Run("config", "check", file);
        Assert.AreEqual(ExitCode.Usage, call.Code);
        Assert.AreEqual("", call.Output);
        string[] expected =
        [
            $"{file}(3,31): 'clases' is no setting of 'data'. Did you mean 'classes'?",
            $"{file}(3,57): 'drawings' must be an integer, but is \"ten\".",
            $"{file}(6,79): 'shots' must be an integer, but is 1.5.",
            $"{file}(7,22): 'normalization' must be one of supportStatistics, transductiveBatch, layer, episodicRunning, running, " +
            "taskNorm, group, instance, but is \"suportStatistics\". Did you mean 'supportStatistics'?",
            $"{file}(8,5): 'metaLearningRate' is no setting of 'learner'. Did you mean 'outerLoop.learningRate'?",
            $"{file}(9,41): 'frozen[1]' must be a text, but is 3.",
            $"{file}(12,27): 'ways' must be at least 2, but is 1.",
            $"{file}(13,3): 'traning' is no setting of 'configuration'. Did you mean 'training'?",
            $"{file}(11,45): 'filters' must be at least 1, but is 0.",
            $"{file}(6,42): 'outerLoop.metaSteps' must be at least 1, but is -3.",
        ];
        CollectionAssert.AreEqual(expected, call.Error.TrimEnd().Split(Environment.NewLine));
    }

    [TestMethod]
    [DataRow("""{ "learner": { "name": "maml" } }""", "run(1,1): 'data' is missing in 'configuration'.")]
    [DataRow("""{ "data": { "kind": "glyphs" }, "learner": { "steps": 1 } }""", "run(1,46): 'steps' is no setting of 'learner'.")]
    [DataRow("""{ "learner": { "name": "maml" }, "data": {} }""", "run(1,42): 'data.kind' is missing; it must be one of folder, dataset, table, text, glyphs")]
    [DataRow("""{ "data": { "kind": "glyphs" }, "learner": { "name": "protonet" } }""", "run(1,54): 'name' must be one of ")]
    [DataRow("""{ "data": { "kind": "glyphs" }, "data": {} }""", "run(1,33): 'data' is given twice.")]
    [DataRow("{\n  \"data\": { \"kind\": }\n}", "run(2,21): ")]
    [DataRow("{\n  \"data\": { \"kind\": \"\\ud800\" } }", "run(2,21): \\ud800 is no text: it holds one half of a surrogate pair.")]
    [DataRow("{\n  \"a\\udc00\": 1 }", "run(2,3): a\\udc00 is no text")]
    [DataRow("""{ "data": { "kind": "glyphs" }, "learner": { "name": "maml", "outerLoop": { "learningRate": 1e38 } } }""", "run(1,93): 'outerLoop.learningRate' must be at most 1000, but is 1E+38.")]
    [DataRow("""{ "data": { "kind": "glyphs" }, "learner": { "name": "maml" }, "evaluation": { "episodes": 2147483647 } }""", "run(1,92): 'episodes' must be at most 1000000, but is 2147483647.")]
    [DataRow("[]", "run(1,1): 'configuration' must be an object, but is [].")]
    [DataRow("", "run(1,1): ")]
    [DataRow("""{ "data": { "kind": "folder", "path": "a", "channels": 2 }, "learner": { "name": "maml" } }""", "run(1,56): 'channels' must be 1 or 3, but is 2.")]
    [DataRow("""{ "data": { "kind": "glyphs", "split": { "testFraction": 0.95 } }, "learner": { "name": "maml" } }""", "run(1,58): 'testFraction' must leave classes to train on")]
    [DataRow("""{ "data": { "kind": "glyphs", "split": { "by": "given" } }, "learner": { "name": "maml" } }""", "run(1,48): 'by' must not be given")]
    [DataRow("""{ "data": { "kind": "glyphs" }, "learner": { "name": "maml", "outerLoop": { "minimumLearningRate": 1 } } }""", "run(1,100): 'outerLoop.minimumLearningRate' must not exceed 'outerLoop.learningRate', which is 0.001, but is 1.")]
    [DataRow("""{ "data": { "kind": "glyphs", "split": { "validationFraction": 0 } }, "learner": { "name": "maml", "outerLoop": { "ensembleSize": 3 } } }""", "run(1,131): 'outerLoop.ensembleSize': an ensemble is made of")]
    [DataRow("""{ "data": { "kind": "glyphs" }, "learner": { "name": "maml" }, "evaluation": { "episodes": 1 } }""", "run(1,92): 'episodes' must be 0, or at least 2 for an interval, but is 1.")]
    [DataRow("""{ "data": { "kind": "glyphs" }, "learner": { "name": "boil", "ways": 3 }, "evaluation": { "ways": 4 } }""", "run(1,99): 'ways' must be at most 3, the classes that the learner is trained to tell apart, but is 4.")]
    [DataRow("""{ "data": { "kind": "dataset", "name": "cifarfs", "folder": "a" }, "learner": { "name": "maml" } }""", "run(1,40): 'name': 'cifarfs' is not a known data set; did you mean 'cifar-fs'?")]
    [DataRow("""{ "data": { "kind": "dataset", "name": "omniglot-small", "folder": "a" }, "learner": { "name": "maml" } }""", "run(1,11): 'by' must not be given")]
    public void OtherWrongConfigurations(string json, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(SourceReader.Read(json, "run", _folder.Path), []));
        Assert.IsTrue(error.Problems.Any(p => p.StartsWith(expected, StringComparison.Ordinal)), error.Message);
    }

    [TestMethod]
    public void OverridesAreCheckedAsTheFileIs()
    {
        var configuration = Load(
            Minimal,
            "learner.shots=5",
            "learner.innerLoop.frozen=[\"conv\"]",
            "learner.outerLoop.timeLimit=00:05:00",
            "training.gpu=null",
            "backbone.kind=resNet12",
            "data.split.testFraction=0.5");
        Assert.AreEqual(5, configuration.Learner.Shots);
        CollectionAssert.AreEqual(new[] { "conv" }, ((MamlTrainer.Options)configuration.Learner).InnerLoop.Frozen);
        Assert.AreEqual(TimeSpan.FromMinutes(5), configuration.Learner.OuterLoop.TimeLimit);
        Assert.AreEqual(0.5, configuration.Data.Split.TestFraction);
        Assert.AreEqual("resNet12", BackboneCatalog.Settings.NameOf(configuration.Backbone!));

        string Problem(string set) => Assert.Throws<ConfigurationException>(() => Load(Minimal, set)).Message;
        Assert.AreEqual("--set learner.shots=0: 'shots' must be at least 1, but is 0.", Problem("learner.shots=0"));
        StringAssert.Contains(
            Problem("lerner.shots=1"), "--set lerner.shots=1: 'lerner' is no setting of 'configuration'. Did you mean 'learner'?");
        StringAssert.Contains(Problem("shots"), "key.path=value");
    }

    [TestMethod]
    public void LearnersThatAreNotBoundAreJudgedByAnyWays()
    {
        Assert.AreEqual(9, Load(Minimal, "learner.name=prototypicalNetwork", "evaluation.ways=9").Evaluation.Ways);
        Assert.AreEqual(9, Load(Minimal, "learner.head=zero", "evaluation.ways=9").Evaluation.Ways);
    }

    [TestMethod]
    public void APublishedDataSetIsSplitAsPublishedUnlessToldOtherwise()
    {
        const string Json = """{ "data": { "kind": "dataset", "name": "cifar-fs", "folder": "originals" }, "learner": { "name": "maml" } }""";
        Assert.AreEqual(SplitBy.Given, Load(Json).Data.Split.By);
        Assert.AreEqual(SplitBy.Given, Load(Json, "data.split.seed=3").Data.Split.By);
        Assert.AreEqual(SplitBy.Ratio, Load(Json, "data.split.by=ratio").Data.Split.By);
        Assert.AreEqual(Path.Combine(_folder.Path, "originals"), ((PublishedSource)Load(Json).Data).Folder);
    }

    [TestMethod]
    public void PathsAreRelativeToTheirFileOrToTheCurrentFolder()
    {
        var json = """{ "data": { "kind": "table", "path": "rows.csv" }, "learner": { "name": "maml" } }""";
        Assert.AreEqual(Path.Combine(_folder.Path, "rows.csv"), ((TableSource)Load(json).Data).Path);
        Assert.AreEqual(Path.GetFullPath("other.csv"), ((TableSource)Load(json, "data.path=other.csv").Data).Path);
    }

    [TestMethod]
    public void WhatIsWrittenReadsBackTheSame()
    {
        var first = ConfigurationWriter.Write(Load(
            Minimal, "backbone.kind=conv4", "backbone.filters=8", "learner.outerLoop.timeLimit=01:00:00", "training.seed=7"));
        Assert.IsTrue(JsonNode.DeepEquals(first, ConfigurationWriter.Write(Load(JsonText.Write(first)))));
        Assert.AreEqual(8, (int)first["backbone"]!["filters"]!);
        Assert.AreEqual(5000, (int)first["learner"]!["outerLoop"]!["metaSteps"]!);
        AssertValid(first);
    }

    [TestMethod]
    public void EveryOptionIsASettingOrGivenByTheTool()
    {
        var left = LearnerCatalog.NotSettings.ToHashSet();
        foreach (var options in typeof(MetaTrainerOptions).Assembly.GetExportedTypes()
            .Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(MetaTrainerOptions))
                && t != typeof(MamlRegressionTrainer.Options) && t != typeof(CustomLearnerTrainer.Options)))
        {
            var learner = LearnerCatalog.Settings.Choices[LearnerCatalog.Settings.NameOf(Activator.CreateInstance(options)!)];
            var fields = options.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(f => f.Name).ToArray();
            CollectionAssert.AreEquivalent(
                fields.Except(LearnerCatalog.NotSettings).ToArray(), learner.Settings.Select(s => s.Member).ToArray(), options.FullName);
            left.ExceptWith(fields);
        }
        Assert.AreEqual(0, left.Count, $"There are no such options: {string.Join(", ", left)}.");
    }

    [TestMethod]
    public void EveryBackboneOfTheLibraryCanBeChosen() => CollectionAssert.AreEquivalent(
        typeof(Backbone).Assembly.GetExportedTypes().Where(t => !t.IsAbstract
            && t.IsAssignableTo(typeof(Backbone))).Select(t => JsonText.Name(t.Name)).ToArray(),
        BackboneCatalog.Settings.Choices.Keys.ToArray());

    [TestMethod]
    public void EverySettingIsExplained()
    {
        var unexplained = Explained(ConfigurationSchema.Write(), "").ToArray();
        Assert.AreEqual("", string.Join(", ", unexplained));
    }

    [TestMethod]
    public void TemplatesOfAllKindsAreValid()
    {
        foreach (var learner in LearnerCatalog.Settings.Choices.Keys)
            AssertTemplate("--learner", learner);
        foreach (var data in DataSources.Settings.Choices.Keys)
            AssertTemplate("--data", data);
        foreach (var backbone in BackboneCatalog.Settings.Choices.Keys)
            AssertTemplate("--backbone", backbone);
    }

    [TestMethod]
    public void TheSchemaRefusesWhatTheToolRefuses()
    {
        string[] wrong =
        [
            "learner.shots=\"one\"",
            "learner.shotz=1",
            "learner.normalization=batch",
            "data.kind=video",
            "evaluation.episodes=-1",
            "learner.outerLoop.timeLimit=soon",
            "backbone.kind=conv5"
        ];
        foreach (var set in wrong)
        {
            var root = JsonNode.Parse(Minimal)!.AsObject();
            var parts = set.Split('=');
            var (section, name) = (parts[0].Split('.')[0], parts[0].Split('.')[1]);
            root[section] ??= new JsonObject();
            root[section]![name] = parts[1][0] is '"' or '-' || char.IsDigit(parts[1][0]) ? JsonNode.Parse(parts[1]) : parts[1];
            Assert.IsFalse(Validate(root).IsValid, set);
            Assert.Throws<ConfigurationException>(() => Load(JsonText.Write(root)), set);
        }
    }

    [TestMethod]
    public void PresetsAreValidAndCiteTheirSource()
    {
        Assert.IsTrue(Presets.All.Count > 15);
        foreach (var preset in Presets.All)
        {
            AssertValid(JsonNode.Parse(Presets.Text(preset))!);
            var about = CommonOptions.Read(file: null, preset, sets: null).About!;
            Assert.IsTrue(about.Title.Length > 10 && about.Source.Length > 10, preset);
        }
        var call = ToolCall.Run("config", "--preset", "maml-omniglot-5way-1shott");
        Assert.AreEqual(ExitCode.Usage, call.Code);
        StringAssert.Contains(call.Error, "Did you mean 'maml-omniglot-5way-1shot'?");
        var listed = ToolCall.Run("config", "presets", "--json").Json.AsArray().Select(p => (string)p!["name"]!).ToArray();
        CollectionAssert.AreEqual(Presets.All.ToArray(), listed);
    }

    [TestMethod]
    public void PresetsOfPapersNameWhatTheirLastLayerStartsFrom()
    {
        foreach (var preset in Presets.All.Where(p => p != "small-folder"))
        {
            var learner = JsonNode.Parse(Presets.Text(preset))!["learner"]!;
            var option = (string)learner["name"]! switch
            {
                "maml" or "mamlPlusPlus" or "protoMaml" => "head",
                "prototypicalNetwork" => "distance",
                _ => null,
            };
            Assert.IsTrue(option is null || learner[option] is not null, $"{preset} would change with the default of '{option}'.");
        }
    }

    [TestMethod]
    public void AGridIsAllCombinations()
    {
        var (file, grid) = (_folder.File("base.json"), _folder.File("grid"));
        File.WriteAllText(file, Minimal);
        var call = ToolCall.Run(
            "config",
            "expand",
            file,
            "--vary",
            "learner.shots=1,5",
            "--vary",
            """learner.innerLoop.frozen=[[], ["conv"]]""",
            "--set",
            "training.seed=4",
            "-o",
            grid,
            "--json");
        Assert.AreEqual(ExitCode.Success, call.Code, call.Error);
        var files = call.Json.AsArray().Select(f => (string)f!).ToArray();
        CollectionAssert.AreEquivalent(files, Directory.GetFiles(grid));
        var cells = files.Select(f => ConfigurationLoader.LoadFile(f, [])).ToArray();
        CollectionAssert.AreEqual(new[] { 1, 1, 5, 5 }, cells.Select(c => c.Learner.Shots).ToArray());
        CollectionAssert.AreEqual(
            new[] { 0, 1, 0, 1 }, cells.Select(c => ((MamlTrainer.Options)c.Learner).InnerLoop.Frozen.Length).ToArray());
        Assert.IsTrue(cells.All(c => c.Training.Seed == 4));

        var wrong = ToolCall.Run("config", "expand", file, "--vary", "learner.shots=1,0", "-o", _folder.File("none"));
        Assert.AreEqual(ExitCode.Usage, wrong.Code);
        StringAssert.Contains(wrong.Error, "--vary learner.shots=0: 'shots' must be at least 1, but is 0.");
        Assert.IsFalse(Directory.Exists(_folder.File("none")), "Nothing is written where one is wrong.");
    }

    private RunConfiguration Load(string json, params string[] sets) =>
        ConfigurationLoader.Load(SourceReader.Read(json, "run", _folder.Path), sets.Select(s => Override.Parse(s)));

    private void AssertTemplate(string option, string choice)
    {
        var call = ToolCall.Run("config", option, choice);
        Assert.AreEqual(ExitCode.Success, call.Code, call.Error);
        Load(call.Output);
        StringAssert.Contains(call.Output, $"\"{choice}\"");
        AssertValid(JsonNode.Parse(call.Output, documentOptions: s_comments)!);
    }

    private static void AssertValid(JsonNode configuration)
    {
        var result = Validate(configuration);
        Assert.IsTrue(
            result.IsValid,
            $"{configuration}\n{string.Join('\n', result.Details!.Where(d => d.Errors is not null).Select(d => $"{d.InstanceLocation}: {string.Join("; ", d.Errors!.Values)}"))}");
    }

    private static EvaluationResults Validate(JsonNode configuration)
    {
        return s_schema.Evaluate(
            JsonSerializer.SerializeToElement(configuration), new EvaluationOptions { OutputFormat = OutputFormat.List });
    }

    /// <summary>The places of properties without a description.</summary>
    private static System.Collections.Generic.IEnumerable<string> Explained(JsonNode node, string path)
    {
        if (node is JsonArray list)
            return list.SelectMany((item, i) => Explained(item!, $"{path}/{i}"));
        if (node is not JsonObject group)
            return [];
        var here = group["properties"] is JsonObject properties
            ? properties.Where(p => (string?)p.Value!["description"] is null or "").Select(p => $"{path}/{p.Key}")
            : [];
        return here.Concat(group.Where(p => p.Value is not null).SelectMany(p => Explained(p.Value!, $"{path}/{p.Key}")));
    }
}
