using System;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Reporting;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests.Reporting;

[TestClass]
public sealed class PictureTests
{
    [TestMethod]
    public void ThreeChannelsAreColours()
    {
        using var scope = NewDisposeScope();
        // Red from left to right, no green, blue everywhere.
        var image = stack([TensorArithmetic.Range(4).to_type(ScalarType.Float32).expand(2, 4), zeros(2, 4), ones(2, 4).Times(3)]);
        var pixels = Decode(Picture.Of(image, (0, 3)), width: 4, height: 2);
        CollectionAssert.AreEqual(new[] { (0, 0, 255), (85, 0, 255), (170, 0, 255), (255, 0, 255) }, pixels[..4]);
    }

    [TestMethod]
    public void OtherChannelsAreTheirMean()
    {
        using var scope = NewDisposeScope();
        var pixels = Decode(Picture.Of(stack([zeros(2, 2), ones(2, 2)]), (0, 1)), width: 2, height: 2);
        Assert.IsTrue(pixels.All(p => p == (128, 128, 128)), $"{pixels[0]}");
    }

    [TestMethod]
    public void LargeImagesAreMadeSmallerByMeans()
    {
        using var scope = NewDisposeScope();
        // Columns of 0 and 1 by turns.
        var image = TensorArithmetic.Range(300).bitwise_and(tensor(1L)).to_type(ScalarType.Float32).expand(1, 200, 300);
        var picture = Picture.Of(image, (0, 1));
        Assert.AreEqual((100, 66), (picture.Width, picture.Height));
        // Of three neighbouring columns one or two are 1.
        CollectionAssert.AreEqual(new byte[] { 85, 170, 85 }, picture.Pixels[..3]);
    }

    [TestMethod]
    public void EqualValuesAreBlack()
    {
        using var scope = NewDisposeScope();
        Assert.IsTrue(Picture.Of(ones(1, 2, 2), (1, 1)).Pixels.All(p => p == 0));
    }

    private static (int Red, int Green, int Blue)[] Decode(Picture picture, int width, int height)
    {
        using var stream = new MemoryStream(picture.ToPng());
        using var image = MLImage.CreateFromStream(stream);
        Assert.AreEqual((width, height), (image.Width, image.Height));
        var (red, blue) = image.PixelFormat == MLPixelFormat.Bgra32 ? (2, 0) : (0, 2);
        return image.Pixels.ToArray().Chunk(4).Select(p => ((int)p[red], (int)p[1], (int)p[blue])).ToArray();
    }
}
