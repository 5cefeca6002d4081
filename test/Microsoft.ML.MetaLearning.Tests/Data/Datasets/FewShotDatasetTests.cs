using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Data;

/// <summary>What all data sets have in common, shown with the simplest of them.</summary>
[TestClass]
public sealed class FewShotDatasetTests
{
    private readonly MLContext _mlContext = new();
    private readonly TemporaryFolder _folder = new();
    private readonly FewShotDataset _dataset = new TieredImageNetDataset { Size = new DatasetSize(1, 1, 1, 3) };

    private string Source => Path.Combine(_folder.Path, "source");

    private string Target => Path.Combine(_folder.Path, "target");

    [TestInitialize]
    public void Initialize()
    {
        foreach (var image in new[] { "train/cat/1.png", "val/dog/2.png", "test/cow/3.png" })
            Drawings.Save(_folder.File(["source", .. image.Split('/')]));
    }

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void EveryDataSetSaysWhatItIsAndHowToGetIt()
    {
        CollectionAssert.AreEqual(
            new[] { "cifar-fs", "cub", "fc100", "meta-dataset", "mini-imagenet", "omniglot", "omniglot-small", "tiered-imagenet" },
            FewShotDataset.All.Select(d => d.Name).ToArray());
        foreach (var dataset in FewShotDataset.All)
        {
            Assert.AreSame(dataset, FewShotDataset.Find(dataset.Name.ToUpperInvariant()));
            StringAssert.Contains(dataset.HowToGet, dataset.Home.ToString());
            Assert.AreNotEqual("", dataset.Description);
            Assert.AreNotEqual("", dataset.License);
            Assert.IsTrue(dataset.Files.All(f => dataset.HowToGet.Contains(f.Name, StringComparison.Ordinal)
                && f.Uri.AbsolutePath.EndsWith(f.Name, StringComparison.Ordinal)));
        }
    }

    [TestMethod]
    public void AnUnknownNameIsAnsweredWithTheNearest() =>
        ErrorAssert.Throws<ArgumentException>(
            () => FewShotDataset.Find("miniimagenet"),
            "'miniimagenet' is not a known data set; did you mean 'mini-imagenet'?",
            "omniglot-small");

    [TestMethod]
    public void ANameLoadsAndIsSplit()
    {
        var records = Directory.CreateDirectory(Path.Combine(_folder.Path, "records")).FullName;
        MetaDatasetTests.WriteSource(records);
        var split = _mlContext.MetaLearning().SplitByFolder(_mlContext.MetaLearning().LoadDataset("meta-dataset", records));
        var parts = new[] { split.MetaTrain, split.MetaValidation, split.MetaTest }
            .Select(part => _mlContext.Data.CreateEnumerable<ImageRow>(part, reuseRowObject: false).Select(row => row.Label).Distinct()
                .Count());
        CollectionAssert.AreEqual(new[] { 2, 1, 1 }, parts.ToArray());

        // The original files are not looked at again.
        File.Delete(Path.Combine(records, "0.tfrecords"));
        Assert.HasCount(
            6,
            _mlContext.Data.CreateEnumerable<ImageRow>(
                _mlContext.MetaLearning().LoadDataset("meta-dataset", records), reuseRowObject: false).ToArray());
    }

    [TestMethod]
    public void AFolderThatIsThereStaysAsItIs()
    {
        File.WriteAllText(_folder.File("target", "mine.txt"), "keep");
        _dataset.Prepare("nowhere", Target);
        CollectionAssert.AreEqual(new[] { "mine.txt" }, DatasetFiles.In(Target));
    }

    [TestMethod]
    public void AnEmptyFolderIsFilled()
    {
        Directory.CreateDirectory(Target);
        _dataset.Prepare(Source, Target);
        CollectionAssert.AreEqual(new[] { "test/cow/3.png", "train/cat/1.png", "val/dog/2.png" }, DatasetFiles.In(Target));
    }

    [TestMethod]
    public void ManyMayPrepareAtOnce()
    {
        using var start = new Barrier(4);
        void Prepare() => AtomicFolder.Write(Target, folder =>
        {
            File.WriteAllText(Path.Combine(folder, "image"), "");
            start.SignalAndWait();
        });
        Task.WaitAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(Prepare, TaskCreationOptions.LongRunning)).ToArray());
        CollectionAssert.AreEqual(new[] { "image" }, DatasetFiles.In(Target));
        AssertNothingUnfinished();
    }

    [TestMethod]
    public void TooFewImagesAreRefusedAndNothingIsLeft()
    {
        File.Delete(Path.Combine(Source, "test", "cow", "3.png"));
        ErrorAssert.Throws<InvalidDataException>(
            () => _dataset.Prepare(Source, Target),
            "tiered-imagenet: ",
            $"'{Source}' has 1 + 1 + 0 classes and 2 images",
            "published data set has 1 + 1 + 1 classes and 3 images",
            _dataset.HowToGet);
        AssertNothingUnfinished();
    }

    [TestMethod]
    public void AMissingFolderSaysHowToGetTheDataSet()
    {
        ErrorAssert.Throws<DirectoryNotFoundException>(
            () => _dataset.Prepare("nowhere", Target), "folder 'nowhere' does not exist", _dataset.HowToGet);
        Directory.Delete(Path.Combine(Source, "val"), recursive: true);
        ErrorAssert.Throws<DirectoryNotFoundException>(
            () => _dataset.Prepare(Source, Target), $"'{Source}' has no folder 'val'", _dataset.HowToGet);
    }

    [TestMethod]
    public void ACancelledPreparationLeavesNothing()
    {
        Assert.ThrowsExactly<OperationCanceledException>(() => _dataset.Prepare(Source, Target, new CancellationToken(canceled: true)));
        AssertNothingUnfinished();
    }

    [TestMethod]
    [DataRow("..", "_")]
    [DataRow("../../etc", ".._.._etc")]
    [DataRow("F/A-18", "F_A-18")]
    [DataRow(" C:\\x. ", "C__x")]
    [DataRow("", "_")]
    [DataRow("日本 語", "日本 語")]
    public void NamesFromFilesDoNotLeadElsewhere(string name, string folder) => Assert.AreEqual(folder, FolderName.Safe(name));

    private void AssertNothingUnfinished() =>
        Assert.IsFalse(Directory.EnumerateFileSystemEntries(_folder.Path)
            .Any(e => e.EndsWith(AtomicFile.Unfinished, StringComparison.Ordinal)));
}
