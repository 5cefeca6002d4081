using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Reporting;

[TestClass]
public sealed class MetricsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(".csv")]
    [DataRow(".jsonl")]
    public void ATrainingIsReadBackExactly(string extension)
    {
        using var german = new InCulture("de-DE");
        var mlContext = new MLContext(seed: 1);
        var (record, path) = (new MetaTrainingRecord(), _folder.File("metrics" + extension));
        using (var file = new MetricsFile(path))
            mlContext.MetaLearning().MetaSgd(new MetaSgdTrainer.Options
            {
                Ways = 3,
                QueryShots = 2,
                InnerLoop = { AdaptationSteps = 2 },
                OuterLoop = { MetaSteps = 4, ValidationInterval = 2, ValidationEpisodes = 2 },
                ValidationSet = Blobs.Create(mlContext, i => $"other {i}", seed: 7),
                Progress = new CombinedProgress(record, file),
            }).Fit(Blobs.Create(mlContext));
        var read = MetaTrainingRecord.Load(path);
        CollectionAssert.AreEqual(record.Select(Text).ToArray(), read.Select(Text).ToArray());
        Assert.IsTrue(read[0].GradientNorm > 0 && read[0].InnerLearningRates!.Count > 0
            && read[0].ValidationLoss is null && read[1].ValidationLoss > 0);
        Assert.IsTrue(read[0].InnerLearningRates!.Values.All(r => r.Count == 1), "The steps of Meta-SGD share their rates.");
    }

    [TestMethod]
    public void CsvHasOneHeaderAndQuotesCommas()
    {
        var lines = File.ReadAllLines(Written("a.csv", 1, 2));
        Assert.AreEqual(
            "metaStep,metaSteps,loss,accuracy,validationLoss,validationAccuracy,learningRate,gradientNorm,tasksPerSecond,elapsedSeconds,remainingSeconds,gradientPath",
            lines[0]);
        Assert.AreEqual("2,100,0.25,0.75,,,0.0003333333333333333,0.2,12.5,0.5,1.5,\"tape, second order\"", lines[2]);
        Assert.AreEqual(3, lines.Length);
    }

    [TestMethod]
    public void JsonLinesAreFlatObjects()
    {
        var line = JsonDocument.Parse(File.ReadAllLines(Written("a.jsonl", 1, 2))[1]).RootElement;
        Assert.AreEqual(0.25, line.GetProperty("loss").GetDouble());
        Assert.AreEqual(JsonValueKind.Null, line.GetProperty("validationLoss").ValueKind);
        Assert.AreEqual("tape, second order", line.GetProperty("gradientPath").GetString());
    }

    [TestMethod]
    [DataRow("a.csv")]
    [DataRow("a.jsonl")]
    public void AResumedTrainingContinuesTheFile(string name)
    {
        var path = Written(name, 1, 2, 3, 4, 5);
        // A process that was killed while it wrote.
        File.AppendAllText(path, "6,100,0.0");
        Written(name, 4, 5, 6);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 5, 6 }, MetaTrainingRecord.Load(path).Select(m => m.MetaStep).ToArray());
        Written(name, 9);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 5, 6, 9 }, MetaTrainingRecord.Load(path).Select(m => m.MetaStep).ToArray());
        Written(name, 1);
        CollectionAssert.AreEqual(new[] { 1 }, MetaTrainingRecord.Load(path).Select(m => m.MetaStep).ToArray());
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(_folder.Path), "No temporary file is left.");
    }

    [TestMethod]
    public void AFileOfAnotherTrainingIsNotContinued()
    {
        var path = Written("a.csv", 1, 2);
        var before = File.ReadAllText(path);
        using var file = new MetricsFile(path);
        var other = Metrics.Of(3) with { InnerLearningRates = new Dictionary<string, IReadOnlyList<double>> { ["head.weight"] = [0.1] } };
        ErrorAssert.Throws<InvalidDataException>(() => file.Report(other), "other columns", "innerLearningRate/head.weight/0", path);
        Assert.AreEqual(before, File.ReadAllText(path));
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(_folder.Path));
    }

    [TestMethod]
    [DataRow("a.csv", "name,price\napple,3\n")]
    [DataRow("a.jsonl", "{\"name\":\"apple\"}\n")]
    public void AnotherKindOfFileIsLeftAlone(string name, string content)
    {
        File.WriteAllText(_folder.File(name), content);
        using var file = new MetricsFile(_folder.File(name));
        ErrorAssert.Throws<InvalidDataException>(() => file.Report(Metrics.Of(1)), _folder.File(name));
        Assert.AreEqual(content, File.ReadAllText(_folder.File(name)));
    }

    [TestMethod]
    [DataRow("a.csv", "1,2\n")]
    [DataRow("a.csv", "x,100,0.25,0.75,,,0.1,0.2,12.5,0.5,1.5,tape\n")]
    [DataRow("a.jsonl", "{\"metaStep\":1}\n")]
    [DataRow("a.jsonl", "[1]\n")]
    [DataRow("a.jsonl", "{\n")]
    public void DamagedLinesAreNamed(string name, string damage)
    {
        var path = Written(name, 1, 2);
        var line = File.ReadAllLines(path).Length + 1;
        File.AppendAllText(path, damage);
        ErrorAssert.Throws<InvalidDataException>(() => MetaTrainingRecord.Load(path), $"line {line} of", path);
    }

    [TestMethod]
    public void RegressionHasNoAccuracy()
    {
        var path = _folder.File("a.jsonl");
        using (var file = new MetricsFile(path))
            file.Report(Metrics.Of(1) with { Accuracy = double.NaN });
        Assert.IsTrue(double.IsNaN(MetaTrainingRecord.Load(path)[0].Accuracy));
    }

    [TestMethod]
    public void LinesCanBeReadAtOnce()
    {
        using var file = new MetricsFile(_folder.File("a.csv"));
        file.Report(Metrics.Of(1));
        Assert.AreEqual(1, MetaTrainingRecord.Load(_folder.File("a.csv")).Count);
    }

    [TestMethod]
    public void WrongPathsAreNamed()
    {
        ErrorAssert.Throws<ArgumentException>(() => new MetricsFile("metrics.txt"), "'metrics.txt' must end in .csv or .jsonl.");
        ErrorAssert.Throws<DirectoryNotFoundException>(
            () => new MetricsFile(Path.Combine(_folder.Path, "missing", "a.csv")), "does not exist.");
        ErrorAssert.Throws<FileNotFoundException>(() => MetaTrainingRecord.Load(Path.Combine(_folder.Path, "a.csv")));
    }

    private string Written(string name, params int[] steps)
    {
        using var file = new MetricsFile(_folder.File(name));
        foreach (var step in steps)
            file.Report(Metrics.Of(step));
        return _folder.File(name);
    }

    private static string Text(MetaTrainingMetrics m) => string.Create(CultureInfo.InvariantCulture,
        $"{m.MetaStep} {m.MetaSteps} {m.Loss:R} {m.Accuracy:R} {m.ValidationLoss:R} {m.ValidationAccuracy:R} {m.LearningRate:R} " +
        $"{m.GradientNorm:R} {m.TasksPerSecond:R} {m.Elapsed} {m.Remaining} {m.GradientPath} ")
        + string.Join(' ', m.InnerLearningRates!.Select(r => FormattableString.Invariant($"{r.Key}: {r.Value[0]:R}")));
}
