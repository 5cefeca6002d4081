using System;
using System.IO;
using System.Linq;
using MetaLearn;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Pictures as the tool's users have them: broken ones, none at all, and of other shapes than the network's.</summary>
[TestClass]
public sealed class MetaLearnImageTests : ToolTest
{
    private string Classifier => Folder.File("classifier.zip");

    private string Signs => Folder.File("signs");

    private string Sign => Folder.File("signs", "glyph 0001", "0000.png");

    [TestMethod]
    public void BrokenPicturesAreNamedAndTheOthersPredicted()
    {
        Adapt();
        var half = Write(OddImages.Cut(File.ReadAllBytes(Sign), 0.5), "signs", "glyph 0001", "half.png");
        var bomb = Write(OddImages.Bomb(), "signs", "glyph 0001", "bomb.png");
        var call = Fail(ExitCode.Data, $"'{half}' is cut off", "predict", Classifier, Signs);
        StringAssert.Contains(call.Error, $"'{bomb}' has 20000 x 20000 pixels");
        Assert.HasCount(1 + 12, call.Output.TrimEnd().Split('\n'));
        Assert.IsFalse(call.Error.Contains("exception"), call.Error);

        Assert.HasCount(1, Fail(ExitCode.Data, $"'{half}'", "predict", Classifier, half, Sign, "--json").Json.AsArray());
        Assert.AreEqual("", Fail(ExitCode.Data, $"'{half}'", "predict", Classifier, half).Output);
        var missing = Folder.File("missing.png");
        Assert.HasCount(
            2,
            Fail(ExitCode.Data, $"image '{missing}' does not exist.", "predict", Classifier, missing, Sign).Output.TrimEnd().Split('\n'));
    }

    [TestMethod]
    public void WhatThreadsOfMLNetSayIsWhatWentWrongInThem()
    {
        var wrapped = new InvalidOperationException(
            "Splitter/consolidator worker encountered exception while consuming source data",
            new ArgumentException("what went wrong", paramName: "row"));
        Assert.AreEqual("what went wrong", Messages.Of(wrapped));
    }

    [TestMethod]
    public void NothingToPredictIsAnError()
    {
        Adapt();
        Directory.CreateDirectory(Folder.File("empty"));
        Assert.AreEqual("", Fail(ExitCode.Data, "holds no images", "predict", Classifier, Folder.File("empty")).Output);
        Write([1], "phone", "1.heic");
        StringAssert.Contains(Fail(ExitCode.Data, "holds no images", "predict", Classifier, Folder.File("phone")).Error, "1 .heic");
        File.WriteAllText(Folder.File("none.csv"), "ImagePath\n");
        Fail(ExitCode.Data, "there is nothing to predict", "predict", Classifier, Folder.File("none.csv"));

        // What is not read beside what is, is said.
        File.Copy(Sign, Folder.File("phone", "1.png"));
        Write(OddImages.OfKind(".webp"), "phone", "2.webp");
        Write(OddImages.OfKind(".png"), "phone", ".thumbnails", "1.png");
        var call = Succeed("predict", Classifier, Folder.File("phone"));
        Assert.HasCount(3, call.Output.TrimEnd().Split('\n'));
        StringAssert.Contains(call.Error, "1 .heic");
        StringAssert.Contains(call.Error, "hidden folders: 1 ('.thumbnails')");
    }

    [TestMethod]
    public void PicturesOfATableAreLookedAt()
    {
        Adapt();
        var half = Write(OddImages.Cut(File.ReadAllBytes(Sign), 0.5), "half.png");
        var table = Folder.File("rows.csv");
        File.WriteAllText(table, $"ImagePath,Label\n{Sign},a\n{half},b\n");
        var cut = $"'{table}', column ImagePath: '{half}' is cut off";
        Assert.HasCount(2, Fail(ExitCode.Data, cut, "predict", Classifier, table).Output.TrimEnd().Split('\n'));
        Fail(ExitCode.Data, cut, "adapt", Folder.File("run"), "--support", table, "-o", Folder.File("no.zip"));
        File.WriteAllText(table, $"ImagePath,Label\n{Sign},a\n,b\n");
        var empty = $"'{table}', line 3, column 'ImagePath' must not be empty";
        Assert.HasCount(2, Fail(ExitCode.Data, empty, "predict", Classifier, table).Output.TrimEnd().Split('\n'));
        Fail(ExitCode.Data, empty, "adapt", Folder.File("run"), "--support", table, "-o", Folder.File("no.zip"));
        Assert.IsFalse(File.Exists(Folder.File("no.zip")));
    }

    [TestMethod]
    public void BrokenPicturesAreNeitherTrainedOnNorAdaptedTo()
    {
        Adapt();
        var half = Write(OddImages.Noise(SKEncodedImageFormat.Png)[..900], "signs", "glyph 0001", "half.png");
        Fail(ExitCode.Data, $"'{half}' is cut off", "data", "check", Signs);
        Fail(ExitCode.Data, $"'{half}' is cut off", "adapt", Folder.File("run"), "--support", Signs, "-o", Folder.File("no.zip"));
        Fail(
            ExitCode.Data,
            $"'{half}' is cut off",
            "train",
            Folder.File("run", "config.json"),
            "--set",
            $"data.path={Signs}",
            "-o",
            Folder.File("no"));
        var skipped = Succeed("data", "check", Signs, "--set", "corruptImages=skip", "--json");
        Assert.AreEqual(12, (int)skipped.Json["rows"]!);
        StringAssert.Contains(skipped.Error, $"skipped 1 corrupt images: '{half}'");
    }

    [TestMethod]
    [DataRow("fill", 16, 4)]
    [DataRow("crop", 16, 0)]
    [DataRow("pad", 4, 4)]
    [DataRow(null, 16, 4)]
    public void LongPicturesAreFittedAsConfigured(string? fit, int whiteHeight, int whiteWidth)
    {
        Write(OddImages.WhiteEnd(width: 64, height: 16, white: 16), "long", "class", "1.png");
        Succeed(["data", "convert", Folder.File("long"), "--set", "width=16", "--set", "height=16", "--set", "background=black", .. fit is null ? [] : new[] { "--set", $"fit={fit}" }, "-o", Folder.File("square")]);
        using var image = SKBitmap.Decode(Folder.File("square", "class", "0000.png"));
        bool IsWhite(int x, int y) => image.GetPixel(x, y).Red > 200;
        Assert.AreEqual(whiteWidth, Enumerable.Range(0, 16).Count(x => IsWhite(x, 8)));
        Assert.AreEqual(whiteWidth == 0 ? 0 : whiteHeight, Enumerable.Range(0, 16).Count(y => IsWhite(1, y)));
    }

    [TestMethod]
    [DataRow("glass")]
    [DataRow("#80FF00FF00")]
    [DataRow("")]
    public void BackgroundsAreColors(string color) =>
        Fail(
            ExitCode.Usage,
            $"must be a color as in HTML, a name or #rrggbb, but is '{color}'",
            "data",
            "check",
            Folder.Path,
            "--set",
            $"background=\"{color}\"");

    [TestMethod]
    public void ModelsOfEarlierStepsStillPredict()
    {
        Succeed("data", "convert", "glyphs", "--set", "classes=3", "--set", "drawings=4", "-o", Signs);
        var mlContext = new MLContext(seed: 1);
        var rows = mlContext.MetaLearning().LoadImageFolder(Signs);
        var meta = mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")
            .Append(mlContext.Transforms.ResizeImages("Image", 16, 16))
            .Append(mlContext.Transforms.ExtractPixels("Features", "Image"))
            .Append(mlContext.MetaLearning().NearestNeighbor(AllLearners.Tiny(new NearestNeighborTrainer.Options { Ways = 3 }))).Fit(rows);
        mlContext.Model.Save(mlContext.MetaLearning().Adapt(meta, rows), rows.Schema, Classifier);
        Assert.HasCount(1 + 12, Succeed("predict", Classifier, Signs).Output.TrimEnd().Split('\n'));
    }

    /// <summary>A model of drawings, and a classifier of three of them.</summary>
    private void Adapt()
    {
        var drawings = Folder.File("drawings");
        Succeed("data", "convert", "glyphs", "--set", "classes=12", "--set", "drawings=4", "-o", drawings);
        Succeed("data", "convert", "glyphs", "--set", "classes=3", "--set", "drawings=4", "--set", "seed=5", "-o", Signs);
        Train(
            "run",
            "--set",
            $"data={{\"kind\":\"folder\",\"path\":\"{drawings}\",\"split\":{{\"validationFraction\":0,\"testFraction\":0.25}}}}",
            "--set", "learner={\"name\":\"prototypicalNetwork\",\"ways\":3,\"queryShots\":2,\"outerLoop\":{\"metaSteps\":2}}");
        Succeed("adapt", Folder.File("run"), "--support", Signs, "-o", Classifier);
    }

    private string Write(byte[] content, params string[] parts)
    {
        var file = Folder.File(parts);
        File.WriteAllBytes(file, content);
        return file;
    }
}
