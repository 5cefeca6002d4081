using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public sealed class RocCurveTests
{
    [TestMethod]
    public void TheAreaIsThePartOfPairsInOrder()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 50; trial++)
        {
            // Few distinct numbers, so that there are many ties.
            float[] Draw() => Enumerable.Range(0, random.Next(1, 30)).Select(_ => (float)random.Next(8)).ToArray();
            var (known, unknown) = (Draw(), Draw());
            var expected = known.SelectMany(k => unknown.Select(u => u > k ? 1 : u == k ? 0.5 : 0)).Average();
            Assert.AreEqual(expected, RocCurve.Area(known, unknown), 1e-12);
        }
    }

    [TestMethod]
    public void TheAreaOfWhatIsToldApartIsOne()
    {
        Assert.AreEqual(1, RocCurve.Area([1, 2, 3], [4, 5]));
        Assert.AreEqual(0, RocCurve.Area([4, 5], [1, 2, 3]));
        Assert.AreEqual(0.5, RocCurve.Area([7, 7], [7, 7, 7]));
    }

    [TestMethod]
    public void TheQuantileIsTheSmallestThatFewEnoughExceed()
    {
        float[] values = [5, 1, 4, 2, 3];
        Assert.AreEqual(5, RocCurve.Quantile(values, 0));
        Assert.AreEqual(5, RocCurve.Quantile(values, 0.19));
        Assert.AreEqual(4, RocCurve.Quantile(values, 0.2));
        Assert.AreEqual(2, RocCurve.Quantile(values, 0.6));
        Assert.AreEqual(1, RocCurve.Quantile(values, 0.99));
    }
}
