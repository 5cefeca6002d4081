using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Reporting;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Reporting;

[TestClass]
public sealed class AxesTests
{
    [TestMethod]
    [DataRow(0.0, 1.0)]
    [DataRow(-3.7, 812.0)]
    [DataRow(1e-5, 3e-5)]
    [DataRow(0.98, 0.9801)]
    [DataRow(0.0, 1e9)]
    public void TicksAreAFewRoundNumbersInTheRange(double from, double to)
    {
        var ticks = Axes.Ticks((from, to));
        Assert.IsTrue(ticks.Count is >= 2 and <= 7, string.Join(", ", ticks));
        var step = ticks[1] - ticks[0];
        var leading = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-6));
        Assert.IsTrue(new[] { 1, 2, 5 }.Any(m => Math.Abs(leading - m) < 1e-3), $"step {step}");
        Assert.IsTrue(ticks.All(t => t >= from - 1e-6 * step && t <= to + 1e-6 * step));
        Assert.IsTrue(ticks.All(t => Math.Abs(t / step - Math.Round(t / step)) < 1e-3), string.Join(", ", ticks));
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(-4.0)]
    [DataRow(1e-3)]
    public void OneValueLiesInTheMiddle(double value)
    {
        var axes = new Axes((value, value), (0, 1));
        Assert.AreEqual((axes.X(value - Math.Abs(value) / 4) + axes.X(value + Math.Abs(value) / 4)) / 2, axes.X(value), 1e-9);
        Assert.IsTrue(axes.X(value) is > 200 and < 320);
    }

    [TestMethod]
    public void LargerValuesAreFurtherRightAndUp()
    {
        var axes = new Axes((0, 1), (0, 1));
        Assert.IsTrue(axes.X(1) > axes.X(0) && axes.Y(1) < axes.Y(0));
    }
}
