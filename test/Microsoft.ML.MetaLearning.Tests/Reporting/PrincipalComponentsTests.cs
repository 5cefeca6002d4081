using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Reporting;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests.Reporting;

[TestClass]
public sealed class PrincipalComponentsTests
{
    [TestMethod]
    public void TheDirectionsOfMostVarianceAreFound()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        // 3 u + 1 v + a little noise in five dimensions, around a center far from 0.
        var (u, v) = (tensor(new[] { 0.6, 0, 0.8, 0, 0 }), tensor(new[] { 0.8, 0, -0.6, 0, 0 }));
        var (a, b) = (randn([200], ScalarType.Float64, generator: generator)
            .Times(3), randn([200], ScalarType.Float64, generator: generator));
        var noise = randn([200, 5], ScalarType.Float64, generator: generator).Times(0.001);
        var (x, y, explained) = PrincipalComponents.Project((a.unsqueeze(1) * u).Plus(b.unsqueeze(1) * v).Plus(noise).Plus(50));
        Assert.AreEqual(1, Math.Abs(Correlation(x, a.data<double>().ToArray())), 0.01);
        Assert.AreEqual(1, Math.Abs(Correlation(y, b.data<double>().ToArray())), 0.01);
        Assert.AreEqual(0, Correlation(x, y), 1e-6, "Principal components are not correlated.");
        Assert.IsTrue(explained[0] > explained[1] && explained.Sum() is > 0.999 and <= 1.0001, string.Join(", ", explained));
    }

    [TestMethod]
    public void EqualVectorsLieInOnePoint()
    {
        using var scope = NewDisposeScope();
        var (x, y, explained) = PrincipalComponents.Project(ones(4, 3));
        Assert.IsTrue(x.Concat(y).Concat(explained).All(value => value == 0));
    }

    [TestMethod]
    public void NothingIsLeftBehind() => LeakCheck.LeavesNothing(() =>
    {
        using var scope = NewDisposeScope();
        PrincipalComponents.Project(rand(5, 3));
    });

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        double Sum(Func<double, double, double> of) => a.Zip(b, (x, y) => of(x - meanA, y - meanB)).Sum();
        return Sum((x, y) => x * y) / Math.Sqrt(Sum((x, _) => x * x) * Sum((_, y) => y * y));
    }
}
