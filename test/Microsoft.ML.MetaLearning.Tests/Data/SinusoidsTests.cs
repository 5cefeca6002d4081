using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class SinusoidsTests
{
    [TestMethod]
    public void PointsAreAFunctionOfTheSeed()
    {
        CollectionAssert.AreEqual(Values(seed: 1), Values(seed: 1));
        CollectionAssert.AreNotEqual(Values(seed: 1), Values(seed: 2));
    }

    // sin(x - phase) = sin(x) cos(phase) - cos(x) sin(phase), so a curve is linear in sin(x) and cos(x): two points give it, the others
    // must lie on it.
    [TestMethod]
    public void EachTaskIsASineCurveOfFinnsRanges()
    {
        var amplitudes = Sinusoids.Sample(curves: 500, points: 10, seed: 1).GroupBy(r => r.Task).Select(curve =>
        {
            var points = curve.Select(r => (X: (double)r.Features.Single(), Y: (double)r.Label)).ToArray();
            double ss = 0, sc = 0, cc = 0, sy = 0, cy = 0;
            foreach (var (x, y) in points)
                (ss, sc, cc, sy, cy) = (
                    ss + Math.Sin(x) * Math.Sin(x),
                    sc + Math.Sin(x) * Math.Cos(x),
                    cc + Math.Cos(x) * Math.Cos(x),
                    sy + Math.Sin(x) * y,
                    cy + Math.Cos(x) * y);
            var determinant = ss * cc - sc * sc;
            double a = (sy * cc - cy * sc) / determinant, b = (cy * ss - sy * sc) / determinant;
            foreach (var (x, y) in points)
            {
                Assert.IsTrue(x is >= -5 and <= 5);
                Assert.AreEqual(a * Math.Sin(x) + b * Math.Cos(x), y, 1e-5);
            }
            var (amplitude, phase) = (Math.Sqrt(a * a + b * b), Math.Atan2(-b, a));
            Assert.IsTrue(amplitude is > 0.1 - 1e-4 and < 5 + 1e-4, $"amplitude {amplitude}");
            Assert.IsTrue(phase is > -1e-4 and < Math.PI + 1e-4, $"phase {phase}");
            return amplitude;
        }).ToArray();
        Assert.AreEqual(500, amplitudes.Length);
        Assert.AreEqual(2.55, amplitudes.Average(), 0.3); // uniform: five standard errors of 4.9 / sqrt(12 * 500)
    }

    private static float[] Values(int seed) =>
        Sinusoids.Sample(curves: 3, points: 4, seed).SelectMany(r => new[] { r.Features[0], r.Label }).ToArray();
}
