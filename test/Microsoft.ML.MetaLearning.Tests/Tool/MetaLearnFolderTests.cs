using System.IO;
using System.Linq;
using MetaLearn;
using MetaLearn.Runs;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The folder of a run, where several calls of the tool want it or one was killed.</summary>
[TestClass]
public sealed class MetaLearnFolderTests : ToolTest
{
    [TestMethod]
    public void AFolderHasOneTrainingAtATime()
    {
        var run = Folder.File("run");
        var calls = new[]
        {
            "training.seed=1", "training.seed=2"
        }.AsParallel().WithDegreeOfParallelism(2).Select(seed =>
            (seed, Call: ToolCall.Run("train", Configuration(seed), "-o", run, "--set", seed))).ToArray();
        var (winner, _) = calls.Single(c => c.Call.Code == ExitCode.Success);
        Assert.AreEqual(winner, $"training.seed={Json("run", "config.json")["training"]!["seed"]}");
        Assert.AreEqual(winner, $"training.seed={Json("run", "run.json")["seed"]}");
        using (RunLock.Take(run))
            Fail(ExitCode.Failure, $"another call of metalearn works in '{run}'", "train", Configuration(), "-o", run);
        using (RunLock.Take(Folder.File("other")))
            Fail(ExitCode.Failure, $"another call of metalearn works in", "train", Configuration(), "-o", Folder.File("other"));
        Assert.IsFalse(Directory.Exists(Folder.File("other")));
    }

    [TestMethod]
    public void AFinishedRunIsResumedByTwoAtOnce()
    {
        Train("run");
        var calls = Enumerable.Range(0, 2).AsParallel().WithDegreeOfParallelism(2).Select(_ => Succeed(
            "resume", Folder.File("run"))).ToArray();
        foreach (var call in calls)
            StringAssert.Contains(call.Output, "completed after 6 meta-steps");
        using (RunLock.Take(Folder.File("run")))
            Assert.AreEqual(6, (int)Succeed("resume", Folder.File("run"), "--json").Json["metaSteps"]!);
    }

    [TestMethod]
    public void ATrainingThatWasKilledAsItBeganIsBegunAgain()
    {
        Train("run");
        foreach (var left in Directory.GetFileSystemEntries(Folder.File("run")).Where(f => Path.GetFileName(f) != "config.json"))
            if (Directory.Exists(left))
                Directory.Delete(left, recursive: true);
            else
                File.Delete(left);
        File.WriteAllText(Folder.File("run", "run.json.tmp"), "{");
        Fail(ExitCode.Usage, "is not empty", "train", Configuration(), "-o", Folder.File("run"), "--set", "training.seed=7");
        Train("run");
    }
}
