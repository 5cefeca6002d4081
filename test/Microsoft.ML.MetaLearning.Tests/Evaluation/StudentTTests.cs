using System;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class StudentTTests
{
    // The values of the usual tables, to more digits.
    [TestMethod]
    [DataRow(1, 12.706205, 1e-6)]
    [DataRow(2, 4.302653, 1e-6)]
    [DataRow(3, 3.182446, 0.01)]
    [DataRow(5, 2.570582, 0.002)]
    [DataRow(8, 2.306004, 1e-4)]
    [DataRow(10, 2.228139, 1e-4)]
    [DataRow(30, 2.042272, 1e-6)]
    [DataRow(599, 1.963932, 1e-6)]
    public void QuantilesAreThoseOfTheTables(int degrees, double expected, double allowed) =>
        Assert.AreEqual(expected, StudentT.Quantile975(degrees), allowed);

    [TestMethod]
    public void QuantilesFallTowardsTheNormalOne()
    {
        for (var degrees = 1; degrees < 1000; degrees++)
            Assert.IsTrue(StudentT.Quantile975(degrees) > StudentT.Quantile975(degrees + 1));
        Assert.AreEqual(1.959964, StudentT.Quantile975(int.MaxValue), 1e-6);
    }

    [TestMethod]
    public void IntervalIsTheQuantileTimesTheStandardErrorOfTheMean()
    {
        var (mean, interval) = StudentT.Mean([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        Assert.AreEqual(6, mean, 1e-12);
        Assert.AreEqual(2.228139 * Math.Sqrt(11.0 / 11), interval, 1e-4); // sample variance 11 of 11 values
        Assert.AreEqual(0, StudentT.Mean([3, 3, 3]).Interval);
    }

    [TestMethod]
    public void OneValueHasNoInterval() => Assert.AreEqual((2.5, double.NaN), StudentT.Mean([2.5]));
}
