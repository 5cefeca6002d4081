using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Models;

/// <summary>
/// Files that are no models of ours, or no longer: an error about the format, never a crash and never a model that predicts nonsense.
/// </summary>
[TestClass]
public sealed class DamagedModelFileTests
{
    private const string Key = "TransformerChain/Model.key";
    private const string Model = "TransformerChain/Model";
    private const string Predictor = "TransformerChain/Predictor";
    private static readonly MLContext s_mlContext = new(seed: 1);
    private static readonly byte[] s_meta = Save(TinyModels.Classifier(s_mlContext));
    private static readonly byte[] s_adapted =
        Save(s_mlContext.MetaLearning().FewShotClassification(TinyModels.Classifier(s_mlContext))
            .Fit(Blobs.Create(s_mlContext, classes: 3)));
    private static readonly byte[] s_kept = Save(Kept());

    [TestMethod]
    public void AnUndamagedFileLoads()
    {
        Load(s_meta);
        Load(s_kept);
        Load(Edit(s_adapted, Predictor, bytes => bytes));
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.01)]
    [DataRow(0.5)]
    [DataRow(0.9)]
    [DataRow(0.999)]
    public void ATruncatedFileIsNoModel(double part) =>
        ErrorAssert.ThrowsDecodeError(() => Load(s_adapted[..(int)(s_adapted.Length * part)]));

    [TestMethod]
    [DataRow(0)]
    [DataRow(9)]
    [DataRow(40)]
    [DataRow(500)]
    public void AStreamThatEndsTooEarlyIsNamed(int length)
    {
        foreach (var (file, name) in new[]
        {
            (s_adapted, Predictor), (s_meta, Model), (s_kept, "TransformerChain/Source"), (s_kept, "TransformerChain/Rejection")
        })
        {
            var stream = name.Split('/')[1];
            ErrorAssert.ThrowsDecodeError(
                () => Load(Edit(file, name, bytes => bytes[..Math.Min(length, bytes.Length - 1)])), $"stream '{stream}' is damaged");
            ErrorAssert.ThrowsDecodeError(
                () => Load(Forge(file, name, content => content[..Math.Min(length, content.Length - 1)])),
                "corrupt",
                $"stream '{stream}' ends too early");
        }
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_kept, "TransformerChain/Source", _ => null)), "no stream 'Source'");
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_kept, "TransformerChain/Rejection", _ => null)), "no stream 'Rejection'");
    }

    // The hashes are right: what is refused here is the content itself.
    [TestMethod]
    [DataRow("Predictor")]
    [DataRow("Source")]
    [DataRow("Rejection")]
    public void AForgedStreamIsRefusedOrPredicts(string stream)
    {
        var random = new Random(1);
        var data = Blobs.Create(s_mlContext, classes: 2, rows: 1);
        for (var trial = 0; trial < 60; trial++)
        {
            var forged = Forge(s_kept, $"TransformerChain/{stream}", bytes =>
            {
                bytes[random.Next(Math.Min(bytes.Length, 300))] ^= (byte)(1 << random.Next(8));
                return bytes;
            });
            try
            {
                Assert.AreEqual(2, ViewAssert.Values(Load(forged).Transform(data)).Length);
            }
            catch (ArgumentOutOfRangeException e)
            {
                StringAssert.StartsWith(e.Message, "feature column", "It may be a good model of another column.");
            }
            catch (Exception e) when (e is not AssertFailedException)
            {
                ErrorAssert.ThrowsDecodeError(() => throw e);
            }
        }
    }

    [TestMethod]
    public void ModelsOfTwoHundredMutationsAreRefusedOrTheSame()
    {
        var random = new Random(1);
        var data = Blobs.Create(s_mlContext, classes: 2, rows: 2);
        var expected = ViewAssert.Values(Load(s_kept).Transform(data));
        var refused = 0;
        for (var i = 0; i < 200; i++)
        {
            var bytes = s_kept.ToArray();
            if (i % 4 == 0)
                Array.Resize(ref bytes, random.Next(bytes.Length));
            else
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            ITransformer model;
            try
            {
                model = Load(bytes);
            }
            catch (Exception e)
            {
                Assert.IsNotInstanceOfType<NullReferenceException>(e, $"mutation {i}: {e}");
                refused++;
                continue;
            }
            CollectionAssert.AreEqual(expected, ViewAssert.Values(model.Transform(data)), $"mutation {i}");
        }
        Assert.IsTrue(refused > 100, $"{refused} were refused; damage must have been done.");
    }

    // After the columns Features and ImagePath and no folder: width, height, colors, fit, background, and the last byte, the range.
    [TestMethod]
    [DataRow(22, "Width must be at most 16384")]
    [DataRow(28, "200 is not a known ImageColors")]
    [DataRow(29, "200 is not a known ImageFit")]
    [DataRow(33, "Background must not be transparent")]
    [DataRow(35, "200 is not a known PixelRange")]
    public void PixelsThatNobodyCanLoadAreRefused(int position, string message)
    {
        var file = Save(new PixelLoadingTransformer(s_mlContext, new PixelLoadingEstimator.Options()));
        ErrorAssert.ThrowsDecodeError(() => Load(Forge(file, "TransformerChain/Options", bytes =>
        {
            bytes[position] = 200;
            return bytes;
        })), "corrupt", message);
    }

    [TestMethod]
    public void AMissingStreamIsNamed() =>
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_adapted, Predictor, _ => null)), "no stream 'Predictor'");

    [TestMethod]
    [DataRow(100)]
    [DataRow(256)]
    public void ATruncatedHeaderIsNoModel(int length) =>
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_meta, Key, bytes => bytes[..length])));

    [TestMethod]
    public void ATextFileIsNoModel() =>
        ErrorAssert.ThrowsDecodeError(() => Load(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("This is no model. ", 100)))));

    [TestMethod]
    public void AZipOfSomethingElseIsNoModel()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = new StreamWriter(archive.CreateEntry("letter.txt").Open()))
            entry.Write("Dear reader");
        // ML.NET refuses it before any code of ours is asked.
        var error = Assert.Throws<Exception>(() => Load(stream.ToArray()));
        Assert.IsTrue(error is FormatException or InvalidOperationException, error.ToString());
    }

    [TestMethod]
    public void AFileOfANewerVersionSaysSo()
    {
        // Bytes 0x48 to 0x4F of ML.NET's header: the version of the writer, and the oldest version of a reader that can read the model.
        static byte[] Newer(byte[] bytes)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(0x48), 0x00010004u);
            BitConverter.TryWriteBytes(bytes.AsSpan(0x4C), 0x00010004u);
            return bytes;
        }
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_meta, Key, Newer)), "the model is too new");
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_adapted, Key, Newer)), "the model is too new");
    }

    [TestMethod]
    public void TensorsThatDisagreeWithTheArchitectureAreNamed()
    {
        ErrorAssert.ThrowsDecodeError(
            () => Load(Forge(s_adapted, Predictor, bytes => WithFirstHiddenSize(bytes, 7))),
            "architecture needs tensor 'linear0.weight' of shape [7, 4]",
            "holds 'linear0.weight' of shape [40, 4]");
        ErrorAssert.ThrowsDecodeError(
            () => Load(Forge(s_meta, Model, bytes => WithFirstHiddenSize(bytes, 7))),
            "architecture needs tensor 'linear0.weight' of shape [7, 4]");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-5)]
    [DataRow(int.MaxValue)]
    public void ASizeThatNoNetworkHasIsNamed(int size) =>
        ErrorAssert.ThrowsDecodeError(
            () => Load(Forge(s_adapted, Predictor, bytes => WithFirstHiddenSize(bytes, size))), "corrupt", $"is {size}, expected 1 to");

    [TestMethod]
    public void AnArchitectureLargerThanItsStreamIsNamed() => ErrorAssert.ThrowsDecodeError(
        () => Load(Forge(s_meta, Model, bytes => WithFirstHiddenSize(bytes, 1 << 14))),
        "stream 'Model' ends too early: the architecture Mlp 4-16384-",
        "needs",
        "follow");

    [TestMethod]
    public void WhatFollowsTheLastTensorIsNamed() => ErrorAssert.ThrowsDecodeError(
        () => Load(Forge(s_meta, Model, bytes => [.. bytes, 1, 2])), "stream 'Model' holds", "but its architecture needs");

    [TestMethod]
    public void AStreamThatUnpacksToHundredsOfMegabytesTakesNoMemory()
    {
        var bomb = WithZeros(s_adapted, Predictor, megabytes: 200);
        Assert.IsLessThan(3_000_000, bomb.Length);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        ErrorAssert.ThrowsDecodeError(() => Load(bomb), "stream 'Predictor' is damaged", "209715200 bytes");
        Assert.IsLessThan(20_000_000, GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    [TestMethod]
    public void AnUnknownBackboneIsNamed() => ErrorAssert.ThrowsDecodeError(() => Load(Forge(s_adapted, Predictor, bytes =>
    {
        bytes[IndexOf(bytes, "\u0003Mlp") + 1] = (byte)'X';
        return bytes;
    })), "backbone of kind 'Xlp'", "RegisterKind");

    [TestMethod]
    public void AnUnknownLearnerIsNamed() => ErrorAssert.ThrowsDecodeError(() => Load(Forge(s_meta, Model, bytes =>
    {
        bytes[IndexOf(bytes, "\u0004Maml") + 1] = (byte)'X';
        return bytes;
    })), "unknown kind 'Xaml'", "RegisterKind");

    [TestMethod]
    public void WhatCannotBeReadIsNamed()
    {
        using var folder = new TemporaryFolder();
        ErrorAssert.Throws<FileNotFoundException>(() => s_mlContext.Model.Load(folder.File("missing.zip"), out _), "missing.zip");
        ErrorAssert.Throws<UnauthorizedAccessException>(() => s_mlContext.Model.Load(folder.Path, out _), folder.Path);
    }

    [TestMethod]
    public void WhereNothingCanBeWrittenIsNamed()
    {
        using var folder = new TemporaryFolder();
        var model = TinyModels.Classifier(s_mlContext);
        var nowhere = Path.Combine(folder.Path, "nowhere", "model.zip");
        ErrorAssert.Throws<DirectoryNotFoundException>(() => s_mlContext.Model.Save(model, null, nowhere), nowhere);
        ErrorAssert.Throws<UnauthorizedAccessException>(() => s_mlContext.Model.Save(model, null, folder.Path), folder.Path);
    }

    /// <summary>A classifier that keeps its support set and rejects by a distance.</summary>
    private static FewShotClassificationTransformer Kept()
    {
        var catalog = s_mlContext.MetaLearning();
        var classifier = catalog.FewShotClassification(TinyModels.Classifier(s_mlContext), keepSupport: true)
            .Fit(Blobs.Create(s_mlContext, classes: 2));
        return (FewShotClassificationTransformer)catalog.WithRejection(
            classifier, Blobs.Create(s_mlContext, rows: 20), measure: NoveltyMeasure.Distance, episodes: 4).LastTransformer;
    }

    private static byte[] Save(ITransformer model)
    {
        using var stream = new MemoryStream();
        s_mlContext.Model.Save(model, Blobs.Create(s_mlContext).Schema, stream);
        return stream.ToArray();
    }

    private static ITransformer Load(byte[] file) => s_mlContext.Model.Load(new MemoryStream(file), out _);

    /// <summary>The archive with one entry changed, or left out where the change gives null.</summary>
    private static byte[] Edit(byte[] file, string name, Func<byte[], byte[]?> change)
    {
        using var result = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(file)))
        using (var target = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            Assert.AreEqual(1, source.Entries.Count(e => Normalized(e) == name), string.Join(", ", source.Entries.Select(Normalized)));
            foreach (var entry in source.Entries)
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open())
                    stream.CopyTo(content);
                if ((Normalized(entry) == name ? change(content.ToArray()) : content.ToArray()) is not { } bytes)
                    continue;
                using var copy = target.CreateEntry(entry.FullName).Open();
                copy.Write(bytes);
            }
        }
        return result.ToArray();
    }

    /// <summary>The archive with zeros in the place of one entry.</summary>
    private static byte[] WithZeros(byte[] file, string name, int megabytes)
    {
        var block = new byte[1 << 20];
        using var result = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(file)))
        using (var target = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                using var copy = target.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
                using var stream = entry.Open();
                if (Normalized(entry) != name)
                    stream.CopyTo(copy);
                for (var i = 0; i < megabytes && Normalized(entry) == name; i++)
                    copy.Write(block);
            }
        }
        return result.ToArray();
    }

    /// <summary>The archive with the content of one stream changed, and its hash with it.</summary>
    private static byte[] Forge(byte[] file, string name, Func<byte[], byte[]> change) => Edit(file, name, bytes =>
    {
        var content = change(bytes[..^SHA256.HashSizeInBytes]);
        return [.. content, .. SHA256.HashData(content)];
    });

    private static string Normalized(ZipArchiveEntry entry) => entry.FullName.Replace('\\', '/');

    // "Mlp", int: input size, int: number of hidden layers, int: the width of each.
    private static byte[] WithFirstHiddenSize(byte[] bytes, int size)
    {
        BitConverter.TryWriteBytes(bytes.AsSpan(IndexOf(bytes, "\u0003Mlp") + 12), size);
        return bytes;
    }

    private static int IndexOf(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
}
