using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Vision;

/// <summary>ImageNet's ResNet-18 as the start of a prototypical network on real pictures.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class FineTuningResNet18Tests
{
    private const int Side = 64;
    private static readonly string[] s_frozen = ["stem", "stage0", "stage1"];
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public required TestContext TestContext { get; init; }

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void IconsAreLearnedAboveFrozenLayers()
    {
        using var start = _mlContext.MetaLearning().PretrainedResNet18(Side, Side);
        var rows = _mlContext.MetaLearning().LoadImageFolder(Icons.Unpack(_folder, "train", classes: 10, icons: 8));
        var losses = new List<double>();
        var pipeline = _mlContext.MetaLearning().LoadPixels("Features", Side, Side)
            .Append(_mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
            {
                InitialModel = start,
                Distance = PrototypeDistance.Cosine,
                Normalization = Normalization.Running,
                Ways = 5,
                Shots = 1,
                QueryShots = 3,
                OuterLoop =
                {
                    MetaSteps = 10, MetaBatchSize = 2, LearningRate = 3e-4, Frozen = s_frozen
                },
                Progress = new SynchronousProgress<MetaTrainingMetrics>(m => losses.Add(m.Loss)),
            }));
        using var trained = pipeline.Fit(rows).LastTransformer;
        TestContext.WriteLine(string.Join(' ', losses.Select(loss => $"{loss:F2}")));
        Assert.IsLessThan(0.8 * losses.Take(3).Average(), losses.TakeLast(3).Average());
        foreach (var (name, value) in start.Parameters)
            Assert.AreEqual(
                name == "input.mean" || s_frozen.Any(part => name.StartsWith(part, StringComparison.Ordinal)),
                TensorAssert.SameBits(value, trained.Parameters[name]),
                name);
    }
}
