using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

[TestClass]
public sealed class ImageTransformTests
{
    private static readonly ImageSize s_size = new(3, 4, 6);

    [TestMethod]
    public void ACropShiftsAllChannelsAlike()
    {
        var image = Image();
        var shifts = Enumerable.Range(0, 400).Select(seed =>
        {
            var cropped = Apply(new RandomCrop(2, fill: -1), seed);
            var all = from down in Enumerable.Range(-2, 5) from right in Enumerable.Range(-2, 5) select (down, right);
            return all.Single(shift => Enumerable.Range(0, s_size.Length).All(i =>
            {
                var (c, y, x) = (i / s_size.Pixels, i / s_size.Width % s_size.Height + shift.down, i % s_size.Width + shift.right);
                var expected = y is >= 0 and < 4 && x is >= 0 and < 6 ? image[c * s_size.Pixels + y * s_size.Width + x] : -1;
                return cropped[i] == expected;
            }));
        }).CountBy(s => s).ToArray();
        Assert.AreEqual(25, shifts.Length, "Every shift of up to 2 pixels occurs.");
    }

    [TestMethod]
    public void ACropMayBeOutsideOfTheImage() =>
        Assert.IsTrue(Enumerable.Range(0, 50).Select(seed => Apply(new RandomCrop(40, fill: 7), seed))
            .Any(image => image.All(v => v == 7)));

    [TestMethod]
    public void AFlipReversesRows()
    {
        var flipped = Image().Chunk(6).SelectMany(row => row.Reverse()).ToArray();
        CollectionAssert.AreEqual(flipped, Apply(new HorizontalFlip(1), seed: 1));
        CollectionAssert.AreEqual(Image(), Apply(new HorizontalFlip(0), seed: 1));
        var count = Enumerable.Range(0, 1000).Count(seed => Apply(new HorizontalFlip(0.3), seed)[0] == flipped[0]);
        Assert.AreEqual(300, count, 75);
    }

    [TestMethod]
    public void ARotationMovesPointsAboutTheCenter()
    {
        // A point at distance 8 to the right of the center of 31 x 31 pixels goes where the angle says, which is at most 30 degrees.
        var size = new ImageSize(1, 31, 31);
        var angles = Enumerable.Range(0, 200).Select(seed =>
        {
            var image = new float[size.Length];
            image[15 * 31 + 23] = 1;
            new RandomRotation(30).Apply(image, size, new Random(seed));
            var (total, x, y) = (image.Sum(), 0.0, 0.0);
            for (var i = 0; i < image.Length; i++)
                (x, y) = (x + image[i] / total * (i % 31 - 15), y + image[i] / total * (i / 31 - 15));
            Assert.AreEqual(8, Math.Sqrt(x * x + y * y), 0.3);
            return Math.Atan2(y, x) * 180 / Math.PI;
        }).ToArray();
        Assert.IsTrue(angles.Min() is > -32 and < -25 && angles.Max() is < 32 and > 25, $"{angles.Min()} to {angles.Max()}");
    }

    [TestMethod]
    public void WhatARotationBringsInIsFilled()
    {
        var image = Enumerable.Repeat(5f, s_size.Length).ToArray();
        new RandomRotation(45, fill: 5).Apply(image, s_size, new Random(3));
        Assert.IsTrue(image.All(v => Math.Abs(v - 5) < 1e-5));
        new RandomRotation(45, fill: -5).Apply(image, s_size, new Random(3));
        Assert.IsTrue(image.Any(v => v < 0));
    }

    [TestMethod]
    public void BrightnessIsAFactorUpToWhite()
    {
        var changed = Apply(new ColorJitter(0.5, 0, 0), seed: 2);
        var factor = changed[0] / Image()[0];
        Assert.IsTrue(factor is >= 0.5f and <= 1.5f && factor != 1);
        for (var i = 0; i < changed.Length; i++)
            Assert.AreEqual(Math.Min(1, factor * Image()[i]), changed[i], 1e-6);
    }

    [TestMethod]
    public void ContrastAndSaturationAreTowardsGray()
    {
        var image = Image();
        var gray = Enumerable.Range(0, s_size.Pixels).Select(p => 0.299 * image[p] + 0.587 * image[24 + p] + 0.114 * image[48 + p])
            .ToArray();
        void Check(float[] changed, Func<int, double> towards)
        {
            var far = Enumerable.Range(0, changed.Length).Where(i => changed[i] is > 0 and < 1).MaxBy(i => Math.Abs(image[i] - towards(i)));
            var factor = (changed[far] - towards(far)) / (image[far] - towards(far));
            Assert.IsTrue(factor is >= 0.6 and <= 1.4 && Math.Abs(factor - 1) > 0.01);
            for (var i = 0; i < changed.Length; i++)
                Assert.AreEqual(Math.Clamp(towards(i) + factor * (image[i] - towards(i)), 0, 1), changed[i], 1e-4);
        }
        Check(Apply(new ColorJitter(0, 0.4, 0), seed: 3), _ => gray.Average());
        Check(Apply(new ColorJitter(0, 0, 0.4), seed: 3), i => gray[i % s_size.Pixels]);
    }

    [TestMethod]
    public void JitterOfNormalizedFeaturesIsThatOfTheImage()
    {
        float[] means = [0.4f, 0.5f, 0.6f], deviations = [0.2f, 0.3f, 0.25f];
        var normalized = Image().Select((v, i) => (v - means[i / 24]) / deviations[i / 24]).ToArray();
        new ColorJitter(0.4, 0.4, 0.4) { Means = means, Deviations = deviations }.Apply(normalized, s_size, new Random(5));
        var plain = Apply(new ColorJitter(0.4, 0.4, 0.4), seed: 5);
        for (var i = 0; i < plain.Length; i++)
            Assert.AreEqual(plain[i], normalized[i] * deviations[i / 24] + means[i / 24], 1e-5);
    }

    [TestMethod]
    public void NumbersOutOfRangeAreNamed()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new RandomCrop(0), "padding must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new HorizontalFlip(1.5), "probability must be 0 to 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new RandomRotation(0), "degrees must be a positive number");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new ColorJitter(0, -1, 0), "contrast must be zero or a positive number");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new ColorJitter(0, 0, 0).Check(new ImageSize(2, 4, 4)), "1 or 3 channels");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => new ColorJitter(0, 0, 0) { Means = [1, 2] }.Check(s_size), "Means must have one value, or one for each of 3 channels");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => new ColorJitter(0, 0, 0) { Deviations = [0] }.Check(s_size), "Deviations must be a positive number");
    }

    // Values of 0.1 to 0.95, all different.
    private static float[] Image() =>
        Enumerable.Range(0, s_size.Length).Select(i => 0.1f + 0.85f * (i * 29 % s_size.Length) / s_size.Length).ToArray();

    private static float[] Apply(ImageTransform transform, int seed)
    {
        var image = Image();
        transform.Check(s_size);
        transform.Apply(image, s_size, new Random(seed));
        return image;
    }
}
