using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The weights of the losses of MAML++, against those of the reference code at its epochs.</summary>
[TestClass]
public class MultiStepLossTests
{
    // Five steps, the first 10 of 100 epochs (Omniglot) or 15 of 100 (mini-ImageNet).
    [TestMethod]
    [DataRow(0, 10, 0.2, 0.2)]
    [DataRow(5, 10, 0.1, 0.6)]
    [DataRow(9, 10, 0.02, 0.92)]
    [DataRow(14, 15, 0.013333, 0.946667)]
    public void WeightsFollowTheReferenceSchedule(int epoch, int epochs, double early, double last)
    {
        var weights = MultiStepLoss.Weights(steps: 5, portion: epochs / 100.0, progress: epoch / 100.0);
        Assert.AreEqual(6, weights.Length);
        Assert.AreEqual(0, weights[0], "The loss before the first step does not count.");
        foreach (var weight in weights[1..5])
            Assert.AreEqual(early, weight, 1e-6);
        Assert.AreEqual(last, weights[5], 1e-6);
        Assert.AreEqual(1, weights.Sum(), 1e-12);
    }

    // Just before the end the floor of 0.03 of an equal share is reached.
    [TestMethod]
    public void EarlyStepsKeepALeastShare()
    {
        var weights = MultiStepLoss.Weights(steps: 5, portion: 0.1, progress: 0.0999);
        Assert.AreEqual(0.03 / 5, weights[1], 1e-12);
        Assert.AreEqual(1 - 4 * 0.03 / 5, weights[5], 1e-12);
    }

    [TestMethod]
    [DataRow(0.1, 0.1)]
    [DataRow(0.1, 1.0)]
    [DataRow(0.0, 0.0)]
    public void AfterThatTheLastLossAloneCounts(double portion, double progress) =>
        CollectionAssert.AreEqual(new double[] { 0, 0, 0, 1 }, MultiStepLoss.Weights(steps: 3, portion, progress));
}
