using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

/// <summary>Affine maps, elastic deformations and stroke widths.</summary>
[TestClass]
public sealed class DeformationTests
{
    private static readonly ImageSize s_size = new(1, 31, 31);
    private static readonly ImageTransform[] s_transforms =
        [new RandomAffine(20, 0.2, 0.2, 2), new ElasticDeformation(2), new StrokeWidth(0.5)];

    [TestMethod]
    public void RangesOfZeroChangeNothing()
    {
        foreach (var transform in new ImageTransform[] { new RandomAffine(0), new ElasticDeformation(0), new StrokeWidth(0) })
            CollectionAssert.AreEqual(Disk(2, 3), Apply(transform, Disk(2, 3), seed: 1), transform.ToString());
    }

    [TestMethod]
    public void EqualSeedsGiveEqualImages()
    {
        foreach (var transform in s_transforms)
        {
            var deformed = Apply(transform, Disk(2, 3), seed: 1);
            CollectionAssert.AreEqual(deformed, Apply(transform, Disk(2, 3), seed: 1), transform.ToString());
            CollectionAssert.AreNotEqual(deformed, Apply(transform, Disk(2, 3), seed: 2), transform.ToString());
        }
    }

    [TestMethod]
    public void AnAffineMapShiftsByItsRange()
    {
        var shifts = Many(seed => Center(Apply(new RandomAffine(0, translation: 3), Disk(0, 0), seed)));
        AssertUniform(shifts.Select(s => s.X).ToArray(), 3);
        AssertUniform(shifts.Select(s => s.Y).ToArray(), 3);
    }

    [TestMethod]
    public void AnAffineMapTurnsByItsRange()
    {
        var angles = Many(seed => Center(Apply(new RandomAffine(40), Disk(10, 0), seed)));
        AssertUniform(angles.Select(c => Math.Atan2(c.Y, c.X) * 180 / Math.PI).ToArray(), 40);
    }

    [TestMethod]
    public void AnAffineMapScalesWidthAndHeightApart()
    {
        var scales = Many(seed => Center(Apply(new RandomAffine(0, scale: 0.25), Disk(8, 8), seed)));
        AssertUniform(scales.Select(c => Math.Log(c.X / 8) / Math.Log(1.25)).ToArray(), 1);
        AssertUniform(scales.Select(c => Math.Log(c.Y / 8) / Math.Log(1.25)).ToArray(), 1);
        Assert.IsTrue(scales.Any(c => c.X > 8.5 && c.Y < 7.5), "Each has a factor of its own.");
    }

    [TestMethod]
    public void AnAffineMapSlantsByItsRange()
    {
        var slants = Many(seed => Center(Apply(new RandomAffine(0, shear: 0.3), Disk(0, 9), seed)));
        AssertUniform(slants.Select(c => c.X / 9).ToArray(), 0.3);
        Assert.IsTrue(slants.All(c => Math.Abs(c.Y - 9) < 0.1), "Rows stay rows.");
    }

    [TestMethod]
    public void AnElasticDeformationMovesByItsRange()
    {
        var moves = Many(seed => Center(Apply(new ElasticDeformation(3, smoothness: 4), Disk(0, 0), seed)));
        // A strength uniform from 0 to 3 has a mean square of 3; the disk averages a little of it away.
        foreach (var shifts in new[] { moves.Select(m => m.X).ToArray(), moves.Select(m => m.Y).ToArray() })
        {
            Assert.AreEqual(0, shifts.Average(), 0.35);
            Assert.AreEqual(Math.Sqrt(3), Math.Sqrt(shifts.Average(s => s * s)), 0.4);
        }
    }

    [TestMethod]
    public void StrokesBecomeWiderAndThinner()
    {
        var ink = Many(seed => (double)Apply(new StrokeWidth(1), Disk(0, 0), seed).Sum() / Disk(0, 0).Sum());
        Assert.IsTrue(ink.Min() is > 0.1 and < 0.6 && ink.Max() is > 1.5 and < 2.5, $"{ink.Min()} to {ink.Max()}");
        Assert.IsTrue(Apply(new StrokeWidth(1), Disk(2, 0), seed: 3).All(v => v is >= 0 and <= 1));
    }

    [TestMethod]
    public void WhatComesFromOutsideIsFilled()
    {
        var image = Enumerable.Repeat(5f, s_size.Length).ToArray();
        Assert.IsTrue(Apply(new RandomAffine(45) { Fill = 5 }, image, seed: 3).All(v => Math.Abs(v - 5) < 1e-5));
        Assert.IsTrue(Apply(new RandomAffine(45) { Fill = -5 }, image, seed: 3).Any(v => v < 0));
        Assert.IsTrue(Apply(new ElasticDeformation(3) { Fill = 5 }, image, seed: 3).All(v => Math.Abs(v - 5) < 1e-5));
    }

    [TestMethod]
    public void ChannelsMoveAlike()
    {
        var (size, gray) = (new ImageSize(3, 31, 31), Disk(3, -4));
        foreach (var transform in s_transforms)
        {
            float[] color = [.. gray, .. gray, .. gray];
            transform.Apply(color, size, new Random(7));
            var expected = Apply(transform, gray, seed: 7);
            foreach (var channel in color.Chunk(size.Pixels))
                CollectionAssert.AreEqual(expected, channel, transform.ToString());
        }
    }

    [TestMethod]
    public void NumbersOutOfRangeAreNamed()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine(-1), "degrees must be zero or a positive number");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine(0, scale: -1), "scale must be zero or a positive number");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine(0, 0, -1), "shear must be zero or a positive number");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new ElasticDeformation(1, 0), "smoothness must be a positive number");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new StrokeWidth(1.5), "change must be 0 to 1");
    }

    private static T[] Many<T>(Func<int, T> draw) => Enumerable.Range(0, 200).Select(draw).ToArray();

    /// <summary>Asserts that values fill the range from -range to range.</summary>
    private static void AssertUniform(double[] values, double range)
    {
        Assert.IsTrue(values.Max() < 1.05 * range && values.Min() > -1.05 * range, $"{values.Min()} to {values.Max()}");
        Assert.IsTrue(values.Max() > 0.9 * range && values.Min() < -0.9 * range, $"{values.Min()} to {values.Max()}");
        Assert.AreEqual(0, values.Average(), 0.15 * range);
    }

    /// <summary>Draws a disk of radius 2 at a place relative to the center.</summary>
    private static float[] Disk(int x, int y) => Enumerable.Range(0, s_size.Length)
        .Select(i => Math.Pow(i % 31 - 15 - x, 2) + Math.Pow(i / 31 - 15 - y, 2) <= 5 ? 1f : 0).ToArray();

    private static (double X, double Y) Center(float[] image)
    {
        var total = image.Sum();
        return (
            image.Select((v, i) => v / total * (i % 31 - 15.0)).Sum(),
            image.Select((v, i) => v / total * (i / 31 - 15.0)).Sum());
    }

    private static float[] Apply(ImageTransform transform, float[] image, int seed)
    {
        var copy = image.ToArray();
        transform.Check(s_size);
        transform.Apply(copy, s_size, new Random(seed));
        return copy;
    }
}
