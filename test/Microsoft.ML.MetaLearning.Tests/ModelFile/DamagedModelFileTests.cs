using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.ModelFile;

/// <summary>Files that are no models of ours, or no longer: an error about the format, never a crash and never a model that predicts nonsense.</summary>
[TestClass]
public sealed class DamagedModelFileTests
{
    private const string Key = "TransformerChain/Model.key";
    private const string Predictor = "TransformerChain/Predictor";
    private static readonly MLContext s_mlContext = new(seed: 1);
    private static readonly byte[] s_meta = Save(TinyModels.Classifier(s_mlContext));
    private static readonly byte[] s_adapted = Save(s_mlContext.MetaLearning().FewShotClassification(TinyModels.Classifier(s_mlContext)).Fit(Blobs.Create(s_mlContext, classes: 3)));

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
    public void ATruncatedFileIsNoModel(double part) => ErrorAssert.ThrowsDecodeError(() => Load(s_adapted[..(int)(s_adapted.Length * part)]));

    [TestMethod]
    [DataRow(0)]
    [DataRow(3)]
    [DataRow(9)]
    [DataRow(40)]
    [DataRow(500)]
    public void ATruncatedStreamIsNamed(int length)
    {
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_adapted, Predictor, bytes => bytes[..length])), "corrupt", "stream 'Predictor' ends too early");
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_meta, "TransformerChain/Parameters", bytes => bytes[..length])), "corrupt", "stream 'Parameters' ends too early");
    }

    [TestMethod]
    public void AStreamThatEndsOneByteTooEarlyIsNamed() =>
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_adapted, Predictor, bytes => bytes[..^1])), "stream 'Predictor' ends too early");

    [TestMethod]
    [DataRow(0)]
    [DataRow(9)]
    [DataRow(40)]
    public void ATruncatedStreamOfWhatAClassifierKeepsIsNamed(int length)
    {
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_kept, "TransformerChain/Source", bytes => bytes[..length])), "corrupt", "stream 'Source' ends too early");
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_kept, "TransformerChain/Source", bytes => bytes[..^1])), "corrupt", "stream 'Source' ends too early");
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_kept, "TransformerChain/Rejection", bytes => bytes[..^(length + 1)])), "corrupt", "stream 'Rejection' ends too early");
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_kept, "TransformerChain/Source", _ => null)), "no stream 'Source'");
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_kept, "TransformerChain/Rejection", _ => null)), "no stream 'Rejection'");
    }

    [TestMethod]
    [DataRow("Predictor")]
    [DataRow("Source")]
    [DataRow("Rejection")]
    public void AStreamWithAWrongByteIsRefusedOrPredicts(string stream)
    {
        var random = new Random(1);
        var data = Blobs.Create(s_mlContext, classes: 2, rows: 1);
        for (var trial = 0; trial < 60; trial++)
        {
            var damaged = Edit(s_kept, $"TransformerChain/{stream}", bytes =>
            {
                bytes[random.Next(Math.Min(bytes.Length, 300))] ^= (byte)(1 << random.Next(8));
                return bytes;
            });
            ITransformer model;
            try
            {
                model = Load(damaged);
            }
            catch (Exception e)
            {
                ErrorAssert.ThrowsDecodeError(() => throw e);
                continue;
            }
            Assert.AreEqual(2, ViewAssert.Values(model.Transform(data)).Length);
        }
    }

    [TestMethod]
    public void AClassifierOfTheVersionBeforeLoads()
    {
        // Version 2 is version 3 without the last byte of the fields. ML.NET's header: at 0x10 where the fields are and at 0x18 how many bytes; behind them lie, at the
        // offsets that stand at 0x20, 0x30, 0x80, 0x88 and 0x90, the string table, its characters, the tail, the end and the name of the assembly.
        static byte[] Older(byte[] bytes)
        {
            void Change(int place, long difference) => BitConverter.TryWriteBytes(bytes.AsSpan(place), BitConverter.ToInt64(bytes, place) + difference);
            var mark = (int)(BitConverter.ToInt64(bytes, 0x10) + BitConverter.ToInt64(bytes, 0x18)) - 1;
            Assert.AreEqual(0, bytes[mark], "It keeps nothing.");
            BitConverter.TryWriteBytes(bytes.AsSpan(0x48), 0x00010002u);
            BitConverter.TryWriteBytes(bytes.AsSpan(0x4C), 0x00010002u);
            foreach (var place in new[] { 0x18, 0x20, 0x30, 0x80, 0x88, 0x90 })
                Change(place, -1);
            return [.. bytes[..mark], .. bytes[(mark + 1)..]];
        }
        var data = Blobs.Create(s_mlContext, classes: 3);
        ViewAssert.ViewsEqual(Load(s_adapted).Transform(data), Load(Edit(s_adapted, Key, Older)).Transform(data));
    }

    [TestMethod]
    public void AMissingStreamIsNamed() => ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_adapted, Predictor, _ => null)), "no stream 'Predictor'");

    [TestMethod]
    [DataRow(100)]
    [DataRow(256)]
    [DataRow(270)]
    public void ATruncatedHeaderIsNoModel(int length) => ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_meta, Key, bytes => bytes[..length])));

    [TestMethod]
    public void ATextFileIsNoModel() => ErrorAssert.ThrowsDecodeError(() => Load(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("This is no model. ", 100)))));

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
            () => Load(Edit(s_adapted, Predictor, bytes => WithFirstHiddenSize(bytes, 7))), "architecture needs tensor 'linear0.weight' of shape [7, 4]", "holds 'linear0.weight' of shape [40, 4]");
        ErrorAssert.ThrowsDecodeError(
            () => Load(Edit(s_meta, Key, bytes => WithFirstHiddenSize(bytes, 7))), "architecture needs tensor 'linear0.weight' of shape [7, 4]");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-5)]
    [DataRow(int.MaxValue)]
    public void ASizeThatNoNetworkHasIsNamed(int size) =>
        ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_adapted, Predictor, bytes => WithFirstHiddenSize(bytes, size))), "corrupt", $"is {size}, expected 1 to");

    [TestMethod]
    public void AnUnknownBackboneIsNamed() => ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_adapted, Predictor, bytes =>
    {
        bytes[IndexOf(bytes, "\u0003Mlp") + 1] = (byte)'X';
        return bytes;
    })), "backbone of kind 'Xlp'", "RegisterKind");

    [TestMethod]
    public void AnUnknownLearnerIsNamed() => ErrorAssert.ThrowsDecodeError(() => Load(Edit(s_meta, Key, bytes =>
    {
        bytes[IndexOf(bytes, "\u0004Maml") + 1] = (byte)'X';
        return bytes;
    })), "'Xaml' is no known learner");

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
        var classifier = catalog.FewShotClassification(TinyModels.Classifier(s_mlContext), keepSupport: true).Fit(Blobs.Create(s_mlContext, classes: 2));
        return (FewShotClassificationTransformer)catalog.WithRejection(classifier, Blobs.Create(s_mlContext, rows: 20), measure: NoveltyMeasure.Distance, episodes: 4).LastTransformer;
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

    private static string Normalized(ZipArchiveEntry entry) => entry.FullName.Replace('\\', '/');

    // "Mlp", int: input size, int: number of hidden layers, int: the width of each.
    private static byte[] WithFirstHiddenSize(byte[] bytes, int size)
    {
        BitConverter.TryWriteBytes(bytes.AsSpan(IndexOf(bytes, "\u0003Mlp") + 12), size);
        return bytes;
    }

    private static int IndexOf(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
}
