using System;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning.Tests.Data;

/// <summary>
/// Folders as users have them: files of other kinds, broken ones, hidden folders, links. Nothing is lost, and nothing wrong is read,
/// without a word.
/// </summary>
[TestClass]
public sealed class OddImageTests
{
    private readonly MLContext _mlContext = new();
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    [DataRow(".png")]
    [DataRow(".jpg")]
    [DataRow(".jpeg")]
    [DataRow(".jpe")]
    [DataRow(".JFIF")]
    [DataRow(".webp")]
    [DataRow(".bmp")]
    [DataRow(".gif")]
    [DataRow(".ico")]
    public void WhatCanBeDecodedIsListed(string extension)
    {
        Write(OddImages.OfKind(extension.ToLowerInvariant()), "class", "picture" + extension);
        var log = new RecordedLog(_mlContext);
        var rows = Load();
        Assert.HasCount(1, rows.GetColumn<string>("Label").ToArray());
        Assert.IsEmpty(log.Warnings);
        var pixels = _mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath").Append(_mlContext.Transforms.ResizeImages("Image", 8, 8))
            .Append(_mlContext.Transforms.ExtractPixels("Features", "Image")).Fit(rows).Transform(rows).GetColumn<float[]>("Features")
                .Single();
        Assert.IsTrue(pixels.Any(p => p > 0));
    }

    [TestMethod]
    [DataRow(SKEncodedImageFormat.Png, 0.1)]
    [DataRow(SKEncodedImageFormat.Png, 0.5)]
    [DataRow(SKEncodedImageFormat.Png, 0.9)]
    [DataRow(SKEncodedImageFormat.Jpeg, 0.1)]
    [DataRow(SKEncodedImageFormat.Jpeg, 0.5)]
    [DataRow(SKEncodedImageFormat.Jpeg, 0.9)]
    [DataRow(SKEncodedImageFormat.Webp, 0.1)]
    [DataRow(SKEncodedImageFormat.Webp, 0.5)]
    [DataRow(SKEncodedImageFormat.Webp, 0.9)]
    public void APartOfAnImageIsNoImage(SKEncodedImageFormat format, double part)
    {
        Write(OddImages.Noise(format), "class", "whole.jpg");
        Write(OddImages.Cut(OddImages.Noise(format), part), "class", "part.jpg");
        ErrorAssert.Throws<InvalidDataException>(() => Load(), "1 corrupt images: ", "part.jpg'");
        StringAssert.EndsWith(Load(CorruptImages.Skip).GetColumn<string>("ImagePath").Single(), "whole.jpg");
    }

    [TestMethod]
    public void AnImageThatEndsTooSoonIsSaidToBeCutOff()
    {
        Write(OddImages.Noise(SKEncodedImageFormat.Png)[..900], "class", "part.png");
        ErrorAssert.Throws<InvalidDataException>(() => Load(), "part.png' is cut off: its end cannot be decoded");
    }

    [TestMethod]
    public void AHeaderAsksForNoMemory()
    {
        Write(OddImages.Bomb(), "class", "bomb.png");
        var before = Environment.WorkingSet;
        ErrorAssert.Throws<InvalidDataException>(() => Load(), "bomb.png' has 20000 x 20000 pixels, but at most 134217728 are decoded");
        Assert.IsTrue(Environment.WorkingSet - before < 500_000_000);
    }

    [TestMethod]
    public void WhatAnEarlierIndexTookForSoundIsLookedAtAgain()
    {
        var part = Write(OddImages.Cut(OddImages.Noise(SKEncodedImageFormat.Png), 0.5), "class", "part.png");
        var index = _folder.File("images.index");
        File.WriteAllText(index, $"image index 1\n{new FileInfo(part).Length}\t{File.GetLastWriteTimeUtc(part).Ticks}\t{part}\n");
        ErrorAssert.Throws<InvalidDataException>(
            () => _mlContext.MetaLearning().LoadImageFolder(_folder.Path, indexFile: index), "part.png' is cut off");
    }

    [TestMethod]
    public void WhatIsLeftOutIsCounted()
    {
        Write(OddImages.OfKind(".png"), "cat", "1.png");
        Write(OddImages.OfKind(".png"), "cover.png");
        foreach (var name in new[] { "1.heic", "2.HEIC", "3.heic", "notes.txt", "README" })
            Write([1], "cat", name);
        Write([1], "dog", "1.tiff");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "bird"));
        var log = new RecordedLog(_mlContext);
        Assert.AreEqual("cat", Load().GetColumn<string>("Label").Single());
        AssertContains(
            log.Warnings.Single(),
            "1 without extension, 3 .heic, 1 .tiff, 1 .txt",
            ".webp",
            "outside any class folder: 1 ('cover.png')",
            "folders without images: 2 ('bird', 'dog')");
    }

    [TestMethod]
    public void FilesOfOtherKindsAloneAreCountedInTheError()
    {
        Write([1], "cat", "1.heic");
        ErrorAssert.Throws<InvalidOperationException>(() => Load(), "hold no images", "1 .heic", "'cat'");
    }

    [TestMethod]
    public void HiddenFoldersAreNoClasses()
    {
        Write(OddImages.OfKind(".png"), "cat", "1.png");
        string[] hidden = [".thumbnails", ".ipynb_checkpoints", "@eaDir", "__MACOSX"];
        foreach (var name in hidden)
        {
            Write(OddImages.OfKind(".png"), name, "1.png");
            Write(OddImages.OfKind(".png"), "cat", name, "deep", "1.png");
        }
        Write([1], "cat", "._1.png");
        Write([1], "cat", "Thumbs.db");
        var log = new RecordedLog(_mlContext);
        Assert.AreEqual("cat", Load().GetColumn<string>("Label").Single());
        AssertContains(log.Warnings.Single(), "hidden folders: 8 (");
    }

    [TestMethod]
    public void AFolderThatIsHiddenItselfCanBeNamed()
    {
        Write(OddImages.OfKind(".png"), ".cache", "cat", "1.png");
        Assert.AreEqual(
            "cat", _mlContext.MetaLearning().LoadImageFolder(Path.Combine(_folder.Path, ".cache")).GetColumn<string>("Label").Single());
    }

    [TestMethod]
    public void NoFolderIsReadTwiceWhateverLinksThereAre()
    {
        for (var i = 0; i < 36; i++)
            Write(OddImages.OfKind(".bmp"), "root", $"class {i % 3}", $"{i}.bmp");
        Link("class 0/to the root", target: "");
        Link("above the root", target: "..");
        Link("class 1/to a sibling", target: "class 2");
        Link("class 2/and back", target: "class 1");
        var log = new RecordedLog(_mlContext);
        var labels = _mlContext.MetaLearning().LoadImageFolder(Path.Combine(_folder.Path, "root")).GetColumn<string>("Label").ToArray();
        Assert.HasCount(36, labels);
        CollectionAssert.AreEqual(new[] { "class 0", "class 1", "class 2" }, labels.Distinct().ToArray());
        AssertContains(log.Warnings.Single(), "folders that a link leads to again: 4 (");
    }

    [TestMethod]
    public void ALinkToAnotherPlaceIsAClass()
    {
        Write(OddImages.OfKind(".png"), "elsewhere", "1.png");
        Write(OddImages.OfKind(".png"), "root", "cat", "1.png");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "root", "dog"), Path.Combine(_folder.Path, "elsewhere"));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "root", "cat", "2.png"), Path.Combine(_folder.Path, "elsewhere", "1.png"));
        var log = new RecordedLog(_mlContext);
        var labels = _mlContext.MetaLearning().LoadImageFolder(Path.Combine(_folder.Path, "root")).GetColumn<string>("Label").ToArray();
        CollectionAssert.AreEqual(new[] { "cat", "cat", "dog" }, labels);
        Assert.IsEmpty(log.Warnings);
    }

    private static void AssertContains(string message, params string[] fragments)
    {
        foreach (var fragment in fragments)
            StringAssert.Contains(message, fragment);
    }

    private void Link(string link, string target) =>
        Directory.CreateSymbolicLink(
            Path.Combine(_folder.Path, "root", link), Path.GetFullPath(Path.Combine(_folder.Path, "root", target)));

    private string Write(byte[] content, params string[] parts)
    {
        var file = _folder.File(parts);
        File.WriteAllBytes(file, content);
        return file;
    }

    private IDataView Load(CorruptImages corrupt = CorruptImages.Fail) => _mlContext.MetaLearning().LoadImageFolder(_folder.Path, corrupt);
}
