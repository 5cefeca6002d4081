using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>The context asks for a GPU that no machine has.</summary>
[TestClass]
public sealed class DeviceTests
{
    private const int NoSuchGpu = 1000;

    [TestMethod]
    public void WithoutItsGpuTheContextMayFallBackToTheCpuWithAWarning()
    {
        var mlContext = new MLContext(seed: 1) { GpuDeviceId = NoSuchGpu, FallbackToCpu = true };
        var log = new RecordedLog(mlContext);
        var model = TinyModels.Classifier(mlContext);
        Assert.AreEqual(1, Warnings(log), "meta-training");
        mlContext.MetaLearning().Adapt(model, Blobs.Create(mlContext, classes: 3));
        Assert.AreEqual(2, Warnings(log), "adaptation");
        mlContext.MetaLearning().Evaluate(model, Blobs.Create(mlContext), new(QueryShots: 2, Episodes: 2));
        Assert.AreEqual(3, Warnings(log), "evaluation");
    }

    [TestMethod]
    public void WithoutItsGpuTheContextMayRefuse()
    {
        var mlContext = new MLContext(seed: 1) { GpuDeviceId = NoSuchGpu, FallbackToCpu = false };
        var model = TinyModels.Classifier(new MLContext(seed: 1));
        string[] fragments = ["GpuDeviceId is 1000", "available", "FallbackToCpu is false"];
        ErrorAssert.Throws<InvalidOperationException>(() => TinyModels.Classifier(mlContext), fragments);
        ErrorAssert.Throws<InvalidOperationException>(
            () => mlContext.MetaLearning().Adapt(model, Blobs.Create(mlContext, classes: 3)), fragments);
        ErrorAssert.Throws<InvalidOperationException>(
            () => mlContext.MetaLearning().Evaluate(model, Blobs.Create(mlContext), new(QueryShots: 2, Episodes: 2)), fragments);
    }

    [TestMethod]
    public void WithoutAWishNothingIsSaid()
    {
        var mlContext = new MLContext(seed: 1);
        var log = new RecordedLog(mlContext);
        TinyModels.Classifier(mlContext);
        Assert.AreEqual(0, log.Warnings.Count);
    }

    private static int Warnings(RecordedLog log) =>
        log.Warnings.Count(w => w.Contains($"GpuDeviceId is {NoSuchGpu}") && w.Contains("the CPU is used instead"));
}
