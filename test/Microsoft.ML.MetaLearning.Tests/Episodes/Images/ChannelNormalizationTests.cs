using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

[TestClass]
public sealed class ChannelNormalizationTests
{
    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }

    /// <summary>The pipeline of the documentation: it is saved with the model, so that adaptation and serving normalize alike.</summary>
    [TestMethod]
    public void EachChannelHasAMeanAndADeviationOfItsOwn()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("class", "1.png");
        using (var image = MLImage.CreateFromPixels(
            8, 8, MLPixelFormat.Bgra32, Enumerable.Repeat(new byte[] { 30, 60, 90, 255 }, 64).SelectMany(p => p).ToArray()))
            image.Save(file);
        var mlContext = new MLContext();
        var data = mlContext.MetaLearning().LoadImageFolder(folder.Path);
        var features = mlContext.Data.CreateEnumerable<Row>(
            Snippets.Episodes.Normalized(mlContext).Fit(data).Transform(data), reuseRowObject: false).Single().Features;
        var expected = new[] { (90 / 255f - 0.471f) / 0.278f, (60 / 255f - 0.450f) / 0.268f, (30 / 255f - 0.403f) / 0.284f };
        Assert.AreEqual(3 * 84 * 84, features.Length);
        for (var i = 0; i < features.Length; i++)
            Assert.AreEqual(expected[i / (84 * 84)], features[i], 1e-4);
    }
}
