using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class LearningRateScheduleTests
{
    [TestMethod]
    [DataRow(LearningRateSchedule.Constant, 1.0, 1.0, 1.0)]
    [DataRow(LearningRateSchedule.Cosine, 1.0, 0.6, 0.2)]
    [DataRow(LearningRateSchedule.Step, 1.0, 0.1, 0.01)]
    [DataRow(LearningRateSchedule.Linear, 1.0, 0.6, 0.2)]
    public void RatesAtStartMiddleAndEnd(LearningRateSchedule schedule, double start, double middle, double end)
    {
        Assert.AreEqual(start, schedule.Rate(1, 0.2, 0), 1e-12);
        Assert.AreEqual(middle, schedule.Rate(1, 0.2, 0.5), 1e-12);
        Assert.AreEqual(end, schedule.Rate(1, 0.2, 1), 1e-12);
    }

    [TestMethod]
    public void StepsComeAtHalfAndThreeQuarters()
    {
        Assert.AreEqual(1, LearningRateSchedule.Step.Rate(1, 0, 0.499));
        Assert.AreEqual(0.1, LearningRateSchedule.Step.Rate(1, 0, 0.749), 1e-12);
        Assert.AreEqual(0.01, LearningRateSchedule.Step.Rate(1, 0, 0.75), 1e-12);
    }

    [TestMethod]
    public void CosineIsSlowAtBothEnds()
    {
        Assert.AreEqual((1 + Math.Sqrt(0.5)) / 2, LearningRateSchedule.Cosine.Rate(1, 0, 0.25), 1e-12);
        for (var progress = 0.0; progress < 1; progress += 0.01)
            Assert.IsTrue(LearningRateSchedule.Cosine.Rate(1, 0, progress) > LearningRateSchedule.Cosine.Rate(1, 0, progress + 0.01));
    }
}
