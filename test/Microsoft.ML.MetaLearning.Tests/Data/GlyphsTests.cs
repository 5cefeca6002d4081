using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class GlyphsTests
{
    [TestMethod]
    public void DrawingsAreAFunctionOfTheSeed()
    {
        var (one, again, other) = (Pixels(seed: 1), Pixels(seed: 1), Pixels(seed: 2));
        CollectionAssert.AreEqual(one, again);
        CollectionAssert.AreNotEqual(one, other);
    }

    [TestMethod]
    public void MoreClassesOrDrawingsLeaveTheOthersAsTheyWere()
    {
        var few = Glyphs.Draw(classes: 2, drawings: 2, seed: 1).ToArray();
        var many = Glyphs.Draw(classes: 5, drawings: 3, seed: 1).ToLookup(g => g.Label);
        foreach (var (label, rows) in few.GroupBy(g => g.Label).Select(g => (g.Key, g.ToArray())))
            for (var i = 0; i < rows.Length; i++)
                CollectionAssert.AreEqual(rows[i].Features, many[label].ElementAt(i).Features);
    }

    [TestMethod]
    public void EachDrawingIsAnInkedImageOfItsOwn()
    {
        var rows = Glyphs.Draw(classes: 20, drawings: 5, seed: 3).ToArray();
        Assert.AreEqual(100, rows.Length);
        Assert.AreEqual(20, rows.Select(r => r.Label).Distinct().Count());
        Assert.AreEqual(100, rows.Select(r => string.Join(',', r.Features)).Distinct().Count());
        foreach (var row in rows)
        {
            Assert.AreEqual(Glyphs.Size * Glyphs.Size, row.Features.Length);
            Assert.IsTrue(row.Features.All(p => p is >= 0 and <= 1));
            Assert.IsTrue(row.Features.Average() is > 0.02f and < 0.6f, $"{row.Label} has a mean brightness of {row.Features.Average()}.");
        }
    }

    [TestMethod]
    public void DrawingsOfOneCharacterAreMoreAlikeThanThoseOfTwo()
    {
        var classes = Glyphs.Draw(classes: 20, drawings: 6, seed: 4).GroupBy(g => g.Label).Select(g =>
            g.Select(r => r.Features).ToArray()).ToArray();
        static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Sum());
        var within = classes.Average(c => Distance(c[0], c[1]));
        var between = classes.Zip(classes.Skip(1), (a, b) => Distance(a[0], b[0])).Average();
        Assert.IsTrue(within < 0.9 * between, $"within {within}, between {between}");
    }

    private static float[] Pixels(int seed) => Glyphs.Draw(classes: 3, drawings: 2, seed).SelectMany(g => g.Features).ToArray();
}
