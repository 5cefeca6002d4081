using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Samples;

[TestClass]
public sealed class OmniglotFewShotTests
{
    private static readonly string[] s_fields =
    [
        "dataset", "trainer", "ways", "shots", "queryShots", "adaptationSteps", "metaSteps", "trainSeconds", "tasksPerSecond", "peakMemoryBytes",
        "transductive", "inductive", "modelFile", "predictionMilliseconds",
    ];

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    [TestCategory("Slow")]
    public void TheMainJobRunsOnGlyphs() => RunsEndToEnd("glyphs");

    [TestMethod]
    [TestCategory("Slow")]
    public void TheMainJobRunsOnOmniglot()
    {
        // Fails here, and not after a download, where the data is not at hand.
        Drawings.Omniglot(_folder, "Tagalog", characters: 1, drawings: 1);
        RunsEndToEnd("omniglot");
    }

    [TestMethod]
    [DataRow("--data", "cats")]
    [DataRow("--minutes", "0")]
    [DataRow("--minutes", "soon")]
    [DataRow("--episodes", "few")]
    [DataRow("--seed", "x")]
    [DataRow("--colour", "red")]
    [DataRow("predict")]
    public void BadArgumentsAreRefusedWithAMessage(params string[] arguments)
    {
        var run = SampleProcess.Run("OmniglotFewShot", culture: null, arguments);
        Assert.AreNotEqual(0, run.ExitCode);
        StringAssert.Contains(
            run.Error, arguments.Length > 1 ? arguments[1] == "0" ? "must be a positive number" : arguments[1] : "--model");
    }

    [TestMethod]
    public void OneEpisodeIsRefusedBeforeTraining()
    {
        var run = SampleProcess.Run("OmniglotFewShot", culture: null, "--data", "glyphs", "--output", _folder.Path, "--episodes", "1");
        Assert.AreNotEqual(0, run.ExitCode);
        StringAssert.Contains(run.Error, "--episodes must be 2 or more.");
    }

    [TestMethod]
    public void AReportThatCannotBeWrittenFailsBeforeTraining()
    {
        var run = SampleProcess.Run(
            "OmniglotFewShot",
            culture: null,
            "--data",
            "glyphs",
            "--output",
            _folder.Path,
            "--report",
            Path.Combine(_folder.Path, "nowhere", "report.json"));
        Assert.AreNotEqual(0, run.ExitCode);
        StringAssert.Contains(run.Error, Path.Combine("nowhere", "report.json"));
        Assert.IsFalse(run.Output.Contains("meta-training"), run.Output);
    }

    [TestMethod]
    public void AModelThatIsNoneIsRefusedWithAMessage()
    {
        var file = _folder.File("model.zip");
        File.WriteAllText(file, "no model");
        var run = SampleProcess.Run("OmniglotFewShot", culture: null, "predict", "--model", file, "--image", "query.png");
        Assert.AreNotEqual(0, run.ExitCode);
        Assert.AreNotEqual("", run.Error);
    }

    [TestMethod]
    public void AFailedSaveLeavesTheGoodFileAsItWas()
    {
        var mlContext = new MLContext(seed: 1);
        var data = Blobs.Create(mlContext, classes: 3);
        var model = mlContext.MetaLearning().FewShotClassification(TinyModels.Classifier(mlContext)).Fit(data);
        var file = _folder.File("model.zip");
        OmniglotFewShot.OmniglotFewShot.SaveModel(mlContext, model, data, file);
        var good = File.ReadAllBytes(file);

        // A disposed model fails when its tensors are written, in the middle of the file.
        model.Dispose();
        Assert.Throws<Exception>(() => OmniglotFewShot.OmniglotFewShot.SaveModel(mlContext, model, data, file));
        CollectionAssert.AreEqual(good, File.ReadAllBytes(file));
        mlContext.Model.Load(file, out _);
    }

    [TestMethod]
    public void ASaveReplacesTheFileThatWasThere()
    {
        var mlContext = new MLContext(seed: 1);
        var file = _folder.File("model.zip");
        File.WriteAllText(file, "an older model");
        OmniglotFewShot.OmniglotFewShot.SaveModel(mlContext, TinyModels.Classifier(mlContext), Blobs.Create(mlContext), file);
        mlContext.Model.Load(file, out _);
        CollectionAssert.AreEqual(new[] { file }, Directory.GetFileSystemEntries(_folder.Path));
    }

    private void RunsEndToEnd(string data)
    {
        var report = _folder.File("report.json");
        var run = SampleProcess.Run(
            "OmniglotFewShot",
            culture: null,
            "--data",
            data,
            "--minutes",
            "0.05",
            "--episodes",
            "150",
            "--seed",
            "3",
            "--output",
            _folder.File("out"),
            "--report",
            report);
        Assert.AreEqual(0, run.ExitCode, run.Error);

        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var root = json.RootElement;
        CollectionAssert.AreEquivalent(s_fields, root.EnumerateObject().Select(p => p.Name).ToArray());
        Assert.AreEqual(data, root.GetProperty("dataset").GetString());
        Assert.AreEqual("PrototypicalNetwork", root.GetProperty("trainer").GetString());
        foreach (var (field, value) in new[] { ("ways", 5), ("shots", 1), ("adaptationSteps", 0) })
            Assert.AreEqual(value, root.GetProperty(field).GetInt32(), field);
        foreach (var field in new[] { "queryShots", "metaSteps", "tasksPerSecond", "predictionMilliseconds" })
            Assert.IsTrue(root.GetProperty(field).GetDouble() > 0, field);
        Assert.IsTrue(root.GetProperty("trainSeconds").GetDouble() is > 2.9 and < 60);
        Assert.IsTrue(root.GetProperty("peakMemoryBytes").GetInt64() is > 50_000_000 and < 8_000_000_000);
        foreach (var protocol in new[] { "transductive", "inductive" })
        {
            CollectionAssert.AreEquivalent(
                new[] { "accuracy", "ci95", "episodes" }, root.GetProperty(protocol).EnumerateObject().Select(p => p.Name).ToArray());
            Assert.AreEqual(150, root.GetProperty(protocol).GetProperty("episodes").GetInt32());
            // Chance is 0.2; an untrained network with a few gradient steps is far above it.
            Assert.IsTrue(root.GetProperty(protocol).GetProperty("accuracy").GetDouble() is > 0.25 and < 1, protocol);
            Assert.IsTrue(root.GetProperty(protocol).GetProperty("ci95").GetDouble() is > 0 and < 0.05, protocol);
        }

        var model = root.GetProperty("modelFile").GetString()!;
        new MLContext().Model.Load(model, out var schema);
        Assert.IsNotNull(schema.GetColumnOrNull("ImagePath"));
        using var sheet = MLImage.CreateFromFile(Path.ChangeExtension(model, ".png"));
        Assert.IsTrue(sheet.Width > sheet.Height);
    }
}
