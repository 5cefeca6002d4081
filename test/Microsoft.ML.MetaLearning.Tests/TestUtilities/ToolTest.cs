using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Tests of the tool as its user types it, with trainings of a second in a temporary folder.</summary>
public abstract class ToolTest
{
    /// <summary>A configuration of six meta-steps on thirty made-up characters.</summary>
    private protected const string Tiny = """
        {
          "data": { "kind": "glyphs", "classes": 30, "drawings": 6 },
          "learner": { "name": "maml", "ways": 3, "shots": 1, "queryShots": 2, "innerLoop": { "adaptationSteps": 2 }, "outerLoop": { "metaBatchSize": 2, "metaSteps": 6, "validationInterval": 3, "validationEpisodes": 4 } },
          "backbone": { "kind": "conv4", "filters": 4 },
          "evaluation": { "episodes": 5, "queryShots": 2 }
        }
        """;

    private protected TemporaryFolder Folder { get; } = new();

    [TestCleanup]
    public void Cleanup() => Folder.Dispose();

    private protected string Configuration(string name = "tiny")
    {
        var file = Folder.File($"{name}.json");
        File.WriteAllText(file, Tiny);
        return file;
    }

    private protected ToolCall Train(string name, params string[] more) =>
        Succeed(["train", Configuration(), "-o", Folder.File(name), "--json", .. more]);

    private protected static ToolCall Succeed(params string[] arguments)
    {
        var call = ToolCall.Run(arguments);
        Assert.AreEqual(ExitCode.Success, call.Code, $"{string.Join(' ', arguments)}\n{call.Error}");
        return call;
    }

    private protected static ToolCall Fail(ExitCode code, string message, params string[] arguments)
    {
        var call = ToolCall.Run(arguments);
        Assert.AreEqual(code, call.Code, $"{string.Join(' ', arguments)}\n{call.Error}");
        StringAssert.Contains(call.Error, message);
        return call;
    }

    private protected JsonNode Json(string run, string file) => JsonNode.Parse(File.ReadAllText(Folder.File(run, file)))!;

    private protected void AssertSameModels(string first, string second)
    {
        float[][] Values(string run)
        {
            using var model = (MetaLearnedTransformer)new MLContext().Model.Load(Folder.File(run, "model.zip"), out _);
            return model.Parameters.Tensors.Select(t => t.data<float>().ToArray()).ToArray();
        }
        foreach (var (a, b) in Values(first).Zip(Values(second)))
            CollectionAssert.AreEqual(a, b);
    }
}
