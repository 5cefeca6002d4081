using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using MetaLearn;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The tool as a process of its own: what a shell and its signals see.</summary>
[TestClass]
public sealed class MetaLearnProcessTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void APipeGetsJsonAndNoColour()
    {
        var file = _folder.File("run.json");
        File.WriteAllText(file, """{ "data": { "kind": "glyphs" }, "learner": { "name": "maml", "shots": 0 } }""");
        var wrong = SampleProcess.Run("metalearn", culture: "de_DE", "train", file);
        Assert.AreEqual((2, ""), (wrong.ExitCode, wrong.Output));
        Assert.AreEqual($"{file}(1,71): 'shots' must be at least 1, but is 0.", wrong.Error.TrimEnd());

        var listed = SampleProcess.Run("metalearn", culture: "de_DE", "data", "check", "glyphs", "--set", "classes=12", "--json");
        Assert.AreEqual(0, listed.ExitCode, listed.Error);
        Assert.AreEqual(240, (int)JsonNode.Parse(listed.Output)!["rows"]!);
        Assert.IsFalse((wrong.Error + listed.Output).Contains('\u001b'));
    }

    [TestMethod]
    public async Task CtrlCSavesAndTellsHowToResume()
    {
        var (file, run) = (_folder.File("run.json"), _folder.File("run"));
        File.WriteAllText(file, """
            {
              "data": { "kind": "glyphs", "classes": 20, "drawings": 4, "split": { "validationFraction": 0 } },
              "learner": { "name": "prototypicalNetwork", "ways": 2, "queryShots": 1, "outerLoop": { "metaSteps": 1000000 } },
              "backbone": { "kind": "conv4", "filters": 2 },
              "evaluation": { "queryShots": 3 }
            }
            """);
        using var process = await BeginTraining("train", file, "-o", run);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        var rest = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(130, process.ExitCode, rest);
        StringAssert.Contains(rest, $"metalearn resume {run}");
        Assert.AreEqual("cancelled", (string)Json(run, "run.json")["status"]!);
        Assert.IsTrue(File.Exists(Path.Combine(run, "model.zip")));
        Assert.AreEqual(1, Directory.GetFiles(Path.Combine(run, "checkpoints"), "*.checkpoint").Length);
    }

    [TestMethod]
    public async Task AKilledTrainingIsResumedToTheSameResult()
    {
        var (file, run, whole) = (_folder.File("run.json"), _folder.File("run"), _folder.File("whole"));
        File.WriteAllText(file, """
            {
              "data": { "kind": "glyphs", "classes": 20, "drawings": 4, "split": { "validationFraction": 0 } },
              "learner": { "name": "prototypicalNetwork", "ways": 2, "queryShots": 1, "outerLoop": { "metaSteps": 100 } },
              "backbone": { "kind": "conv4", "filters": 2 },
              "training": { "checkpoints": { "interval": 1 } },
              "evaluation": { "episodes": 20, "queryShots": 3 }
            }
            """);
        using (var process = await BeginTraining("train", file, "-o", run))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        Assert.AreEqual("running", (string)Json(run, "run.json")["status"]!);
        Assert.AreEqual(ExitCode.Success, ToolCall.Run("resume", run).Code);
        Assert.AreEqual(ExitCode.Success, ToolCall.Run("train", file, "-o", whole, "--set", "training.checkpoints.interval=100").Code);
        Assert.IsTrue(JsonNode.DeepEquals(Json(whole, "evaluation.json"), Json(run, "evaluation.json")));
        Assert.AreEqual(100, (int)Json(run, "run.json")["calls"]![1]!["metaSteps"]!);
        CollectionAssert.AreEqual(
            Enumerable.Range(1, 100).Select(i => $"{i}").ToArray(),
            File.ReadLines(Path.Combine(run, "metrics.csv")).Skip(1).Select(l => l.Split(',')[0]).ToArray());
    }

    [TestMethod]
    [TestCategory("Slow")]
    public async Task FiftyKillsDoNotChangeABit()
    {
        var (file, run, whole) = (_folder.File("run.json"), _folder.File("run"), _folder.File("whole"));
        File.WriteAllText(file, """
            {
              "data": { "kind": "glyphs", "classes": 20, "drawings": 4, "split": { "validationFraction": 0.25 } },
              "learner": { "name": "mamlPlusPlus", "ways": 2, "queryShots": 1, "innerLoop": { "adaptationSteps": 2 }, "outerLoop": { "metaBatchSize": 2, "metaSteps": 1000, "validationInterval": 3, "validationEpisodes": 8, "ensembleSize": 2 } },
              "backbone": { "kind": "conv4", "filters": 4 },
              "training": { "checkpoints": { "interval": 1 } },
              "evaluation": { "episodes": 300, "queryShots": 3 }
            }
            """);
        var beginning = Stopwatch.StartNew();
        using (var process = await TakeAStep("train", file, "-o", run))
            await Kill(process);
        // Half of the moments lie anywhere from the start of the process to its first step, the others in the midst of training, where a
        // third of the time is validation, or of a checkpoint.
        var (random, untilFirstStep) = (new Random(1), (int)beginning.ElapsedMilliseconds);
        for (var kills = 1; kills < 42; kills++)
        {
            using var process = kills % 2 == 0 ? await TakeAStep("resume", run) : Start("resume", run);
            if (kills % 4 == 0)
                await Until(process, IsWritingACheckpoint);
            else
                await Task.Delay(random.Next(kills % 2 == 0 ? 200 : untilFirstStep));
            Assert.IsFalse(process.HasExited, $"The training must not end before it is killed for the {kills + 1}th time.");
            await Kill(process);
        }
        // The rest lie behind the training: anywhere in the evaluation, which follows the model, and between the page and the end.
        var interrupted = 0;
        for (var kills = 42; kills < 50; kills++)
        {
            var (written, delay) = kills % 2 == 0 ? ("model.zip", random.Next(300)) : ("report.html", 0);
            var before = File.GetLastWriteTimeUtc(Path.Combine(run, written));
            using var process = Start("resume", run);
            await Until(process, () => File.GetLastWriteTimeUtc(Path.Combine(run, written)) != before);
            await Task.Delay(delay);
            interrupted += process.HasExited ? 0 : 1;
            await Kill(process);
        }
        Assert.IsGreaterThan(3, interrupted);
        Assert.AreEqual(ExitCode.Success, ToolCall.Run("resume", run).Code);
        Assert.AreEqual(ExitCode.Success, ToolCall.Run("train", file, "-o", whole, "--set", "training.checkpoints.interval=1000").Code);
        var (killed, uninterrupted) = (Model(run), Model(whole));
        Assert.IsTrue(TensorAssert.SameBits(uninterrupted, killed));
        Assert.IsTrue(JsonNode.DeepEquals(Json(whole, "evaluation.json"), Json(run, "evaluation.json")));

        async Task<Process> TakeAStep(params string[] arguments)
        {
            var (process, before) = (Start(arguments), LastStep());
            await Until(process, () => LastStep() != before);
            return process;
        }

        bool IsWritingACheckpoint() => Directory.EnumerateFiles(Path.Combine(run, "checkpoints"), "*.checkpoint?*").Any();

        static async Task Until(Process process, Func<bool> condition)
        {
            while (!condition() && !process.HasExited)
                await Task.Delay(1);
        }

        string? LastStep() => new DirectoryInfo(Path.Combine(run, "checkpoints")) is { Exists: true } checkpoints
            ? checkpoints.EnumerateFiles("*.checkpoint").Max(file => file.Name)
            : null;

        static ParameterSet Model(string run) =>
            MetaModelChain.Split(new MLContext().Model.Load(Path.Combine(run, "model.zip"), out _)).Meta.Parameters;
        static async Task Kill(Process process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static JsonNode Json(string run, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, file)))!;

    /// <summary>A training that has taken its first meta-step.</summary>
    private static async Task<Process> BeginTraining(params string[] arguments)
    {
        var process = Start(arguments);
        var line = "";
        while (line?.StartsWith("meta-step ", StringComparison.Ordinal) == false)
            line = await process.StandardError.ReadLineAsync();
        Assert.IsNotNull(line, "The training began.");
        return process;
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "metalearn.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
