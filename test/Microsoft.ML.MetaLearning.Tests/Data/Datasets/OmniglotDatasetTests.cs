using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Data;

[TestClass]
public sealed class OmniglotDatasetTests
{
    private readonly TemporaryFolder _folder = new();

    private readonly OmniglotDataset _dataset = new(
        "omniglot",
        "",
        new OmniglotDataset.Part("images_background", "train", HashAlgorithmName.MD5, ""),
        new OmniglotDataset.Part("images_evaluation", "test", HashAlgorithmName.MD5, ""))
    {
        Size = new DatasetSize(2, 0, 1, 3),
    };

    private string Target => Path.Combine(_folder.Path, "target");

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void BackgroundIsForTrainingAndEvaluationForTest()
    {
        WriteArchives();
        _dataset.Prepare(_folder.Path, Target);
        CollectionAssert.AreEqual(
            new[] { "test/Tagalog/character01/3.png", "train/Greek/character01/1.png", "train/Greek/character02/2.png" },
            DatasetFiles.In(Target));
    }

    [TestMethod]
    public void ExtractedArchivesAreTheSame()
    {
        WriteArchives();
        ZipFile.ExtractToDirectory(Path.Combine(_folder.Path, "images_background.zip"), _folder.Path);
        File.Delete(Path.Combine(_folder.Path, "images_background.zip"));
        _dataset.Prepare(_folder.Path, Target);
        Assert.HasCount(3, DatasetFiles.In(Target));
    }

    [TestMethod]
    public void FoldersThatLeadElsewhereStayInside()
    {
        WriteArchives("images_background/../..");
        _dataset.Prepare(_folder.Path, Target);
        CollectionAssert.Contains(DatasetFiles.In(Target), "train/_/_/2.png");
    }

    [TestMethod]
    public void AMissingArchiveIsNamed()
    {
        WriteArchives();
        File.Delete(Path.Combine(_folder.Path, "images_evaluation.zip"));
        ErrorAssert.Throws<FileNotFoundException>(
            () => _dataset.Prepare(_folder.Path, Target),
            "neither the file 'images_evaluation.zip' nor the folder 'images_evaluation'",
            _dataset.HowToGet);
    }

    [TestMethod]
    public void ADamagedArchiveIsNamed()
    {
        WriteArchives();
        var zip = Path.Combine(_folder.Path, "images_evaluation.zip");
        File.WriteAllBytes(zip, File.ReadAllBytes(zip)[..^20]);
        ErrorAssert.Throws<InvalidDataException>(
            () => _dataset.Prepare(_folder.Path, Target), $"'{zip}' cannot be read to its end", _dataset.HowToGet);
        Assert.IsFalse(Directory.Exists(Target));
    }

    [TestMethod]
    public void TheSmallSetsAreThoseOfTheAuthors()
    {
        var source = RealSource();
        Assert.IsTrue(OmniglotDataset.Small.Files.All(f => f.Matches(Path.Combine(source, f.Name))));
        var drawings = 0;
        foreach (var file in OmniglotDataset.Small.Files)
            DatasetSource.Find(source, file.Name, "").ForEach(_ => drawings++, CancellationToken.None);
        // 136 and 156 characters of 20 drawings.
        Assert.AreEqual(20 * (136 + 156), drawings);
    }

    [TestMethod]
    [TestCategory("Slow")]
    public void TheSmallSetsAreLoaded()
    {
        var mlContext = new MLContext();
        var rows = mlContext.Data.CreateEnumerable<ImageRow>(
            mlContext.MetaLearning().LoadDataset("omniglot-small", RealSource(), Target), reuseRowObject: false).ToArray();
        Assert.HasCount(4_840, rows);
        Assert.HasCount(8, rows.Select(row => row.Label.Split('/')[0]).Distinct().ToArray());
        Assert.IsTrue(rows.CountBy(row => row.Label).All(c => c.Value == 20));
    }

    private static string RealSource()
    {
        var candidates = new[]
        {
            Environment.GetEnvironmentVariable("METALEARNING_DATA"), Path.Combine(Repository.Root, "..", "shared", "data")
        };
        var source = candidates.OfType<string>().Select(data => Path.Combine(data, "omniglot")).FirstOrDefault(Directory.Exists);
        if (source is null)
            Assert.Inconclusive("Omniglot is not at hand: name the folder around 'omniglot' in METALEARNING_DATA.");
        return source;
    }

    private void WriteArchives(string second = "images_background/Greek/character02")
    {
        DatasetFiles.Zip(Path.Combine(_folder.Path, "images_background.zip"),
            ("images_background/", []),
            ("images_background/Greek/character01/1.png", Drawings.Bytes()),
            (second + "/2.png", Drawings.Bytes()),
            ("__MACOSX/Greek/character01/._1.png", [0]));
        DatasetFiles.Zip(
            Path.Combine(_folder.Path, "images_evaluation.zip"), ("images_evaluation/Tagalog/character01/3.png", Drawings.Bytes()));
    }
}
