using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Data;

[TestClass]
public sealed class LeakReportTests
{
    private readonly MLContext _mlContext = new();

    [TestMethod]
    public void ASplitByClassSharesNothing()
    {
        var split = _mlContext.MetaLearning()
            .SplitByClass(Blobs.Create(_mlContext, classes: 10), validationFraction: 0.3, testFraction: 0.3);
        var report = _mlContext.MetaLearning().FindLeaks(split);
        Assert.IsFalse(report.HasLeaks);
        report.ThrowIfLeaks();
        Assert.AreEqual("the parts share no classes and no examples.", report.ToString());
    }

    [TestMethod]
    public void SharedClassesAndExamplesAreNamed()
    {
        var train = Blobs.Rows(i => $"a{i}", classes: 3, rows: 4, seed: 1).ToArray();
        var validation = Blobs.Rows(i => $"b{i}", classes: 3, rows: 4, seed: 2).ToArray();
        var test = Blobs.Rows(i => i == 0 ? "a2" : $"c{i}", classes: 3, rows: 4, seed: 3).ToArray();
        test[5].Features = train[7].Features.ToArray();
        test[6].Features = train[7].Features.ToArray();
        validation[4].Features = train[1].Features.ToArray();
        train[2].Features = train[1].Features.ToArray();
        var report = Find(("train", train), ("validation", validation), ("test", test));
        CollectionAssert.AreEqual(new[] { new SharedClass("a2", "train", "test") }, report.SharedClasses.ToArray());
        CollectionAssert.AreEqual(new SharedExample[]
        {
            new(new("train", "a1", 1), new("validation", "b1", 4)),
            new(new("train", "a1", 7), new("test", "c2", 5)),
            new(new("train", "a1", 7), new("test", "a2", 6)),
        }, report.SharedExamples.ToArray());
        Assert.AreEqual(3, report.SharedExampleCount);
        ErrorAssert.Throws<InvalidOperationException>(report.ThrowIfLeaks,
            "share 1 classes and 3 examples",
            "class 'a2' is in train and in test",
            "row 5 of test ('c2') is the same as row 7 of train ('a1')");
    }

    [TestMethod]
    public void ImagesAreComparedByTheirFiles()
    {
        using var folder = new TemporaryFolder();
        ImageRow[] Rows(string split, params string[] contents) => contents.Select((content, i) =>
        {
            var path = folder.File(split, $"{i}.png");
            File.WriteAllText(path, content);
            return new ImageRow { ImagePath = path, Label = $"{split} {i}" };
        }).ToArray();
        var (train, test) = (Rows("train", "one", "two", "three"), Rows("test", "four", "two"));
        var report = Find(("train", train), ("test", test));
        Assert.AreEqual(new SharedExample(new("train", "train 1", 1), new("test", "test 1", 1)), report.SharedExamples.Single());
        Assert.AreEqual(0, report.SharedClasses.Count);
        File.Delete(test[0].ImagePath);
        ErrorAssert.Throws<InvalidOperationException>(
            () => Find(("train", train), ("test", test)), "row 0", test[0].ImagePath, "ImagePath");
    }

    [TestMethod]
    public void NoMoreIsListedThanMayBe()
    {
        var rows = Blobs.Rows(i => $"a{i}", classes: 2, rows: 600).ToArray();
        var report = Find(("train", rows), ("test", rows));
        Assert.AreEqual(1200, report.SharedExampleCount);
        Assert.AreEqual(LeakReport.MostListed, report.SharedExamples.Count);
        StringAssert.Contains(report.ToString(), "and 1190 more");
    }

    [TestMethod]
    public void MissingColumnsAndPartsAreNamed()
    {
        var data = Blobs.Create(_mlContext);
        ErrorAssert.Throws<ArgumentException>(
            () => _mlContext.MetaLearning().FindLeaks(new Dictionary<string, IDataView> { ["train"] = data }),
            "at least 2 parts",
            "1 is given");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning()
                .FindLeaks(new Dictionary<string, IDataView> { ["a"] = data, ["b"] = data }, contentColumnName: "Pixels"),
            "'Pixels' was not found");
    }

    private LeakReport Find<T>(params (string Name, T[] Rows)[] parts) where T : class =>
        _mlContext.MetaLearning().FindLeaks(parts.ToDictionary(p => p.Name, p => _mlContext.Data.LoadFromEnumerable(p.Rows)));
}
