using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Data;

/// <summary>
/// The two forms of folders that How to train your MAML (Antoniou et al., 2019) knows, and what can be wrong with a split by folders.
/// </summary>
[TestClass]
public sealed class SplitByFolderTests
{
    private readonly MLContext _mlContext = new();
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void AFolderThatIsSplitAlready()
    {
        Add("train/n01/1.png", "train/n01/2.png", "train/n02/1.png", "val/n03/1.png", "test/n04/1.png");
        var split = _mlContext.MetaLearning().SplitByFolder(_mlContext.MetaLearning().LoadImageFolder(_folder.Path));
        CollectionAssert.AreEqual(new[] { "n01", "n01", "n02" }, Labels(split.MetaTrain));
        CollectionAssert.AreEqual(new[] { "n03" }, Labels(split.MetaValidation));
        CollectionAssert.AreEqual(new[] { "n04" }, Labels(split.MetaTest));
    }

    [TestMethod]
    [DataRow("Train", "Valid", "Test")]
    [DataRow("training", "validation", "testing")]
    [DataRow("TRAIN", "VAL", "TEST")]
    public void OtherWordsForTheSplitsAreUnderstood(string train, string validation, string test)
    {
        Add($"{train}/n01/1.png", $"{validation}/n03/1.png", $"{test}/n04/1.png");
        var split = Split();
        CollectionAssert.AreEqual(
            new[] { "n01", "n03", "n04" }, new[] { split.MetaTrain, split.MetaValidation, split.MetaTest }.SelectMany(Labels).ToArray());
        var rows = _mlContext.Data.LoadFromEnumerable(new[]
        {
            train, validation, test
        }.Select((word, i) => new ImageRow { Label = $"{i}", Split = word }));
        CollectionAssert.AreEqual(new[] { "1" }, Labels(_mlContext.MetaLearning().SplitByFolder(rows).MetaValidation));
    }

    [TestMethod]
    public void ATreeOfClassesIsSplitByRatio()
    {
        // 1200, 100 and 323 of 1623 characters there; 7, 1 and 2 of 10 here.
        Add(Enumerable.Range(0, 10).SelectMany(i => new[]
        {
            $"alphabet {i / 4}/character {i % 4}/1.png", $"alphabet {i / 4}/character {i % 4}/2.png"
        }).ToArray());
        var split = _mlContext.MetaLearning()
            .SplitByClass(_mlContext.MetaLearning().LoadImageFolder(_folder.Path), validationFraction: 0.1, testFraction: 0.2);
        var parts = new[] { split.MetaTrain, split.MetaValidation, split.MetaTest }.Select(Labels).ToArray();
        CollectionAssert.AreEqual(new[] { 14, 2, 4 }, parts.Select(p => p.Length).ToArray());
        CollectionAssert.AllItemsAreUnique(parts.SelectMany(p => p.Distinct()).ToArray());
    }

    [TestMethod]
    public void AFolderWithoutSplitsCannotBeSplitByThem()
    {
        Add("cat/1.png");
        ErrorAssert.Throws<InvalidOperationException>(() => Split(), "row 0 has no value in split column 'Split'");
    }

    [TestMethod]
    public void AClassInTwoSplitsIsNamed()
    {
        Add("train/cat/1.png", "test/cat/2.png");
        ErrorAssert.Throws<InvalidOperationException>(
            () => Split(), "class 'cat' has rows in more than one split of column 'Split'", "Train", "Test");
    }

    [TestMethod]
    public void AnUnknownSplitIsNamed()
    {
        var rows = _mlContext.Data.LoadFromEnumerable(new[] { new ImageRow { Label = "cat", Split = "dev" } });
        ErrorAssert.Throws<InvalidOperationException>(
            () => _mlContext.MetaLearning().SplitByFolder(rows), "'dev' in split column 'Split' must be one of train, val, test");
    }

    [TestMethod]
    public void AMissingColumnIsNamed()
    {
        Add("train/cat/1.png");
        var rows = _mlContext.MetaLearning().LoadImageFolder(_folder.Path);
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning().SplitByFolder(rows, splitColumnName: "Part"), "split column 'Part' was not found");
    }

    private ClassSplit Split() => _mlContext.MetaLearning().SplitByFolder(_mlContext.MetaLearning().LoadImageFolder(_folder.Path));

    private void Add(params string[] files)
    {
        foreach (var file in files)
            Drawings.Save(_folder.File(file.Split('/')));
    }

    private string[] Labels(IDataView rows) =>
        _mlContext.Data.CreateEnumerable<ImageRow>(rows, reuseRowObject: false).Select(row => row.Label).ToArray();
}
