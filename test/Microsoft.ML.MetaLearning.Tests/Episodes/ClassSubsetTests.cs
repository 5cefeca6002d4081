using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

[TestClass]
public sealed class ClassSubsetTests
{
    private readonly MLContext _mlContext = new();

    [TestMethod]
    public void NoMoreClassesAndRowsAreTakenThanAsked()
    {
        var rows = Limited(maxClasses: 3, maxRowsPerClass: 4, seed: 1);
        var counts = rows.CountBy(r => r.Label).ToArray();
        CollectionAssert.AreEqual(new[] { 4, 4, 4 }, counts.Select(c => c.Value).ToArray());
        var all = Rows(Data());
        CollectionAssert.AreEqual(
            all.Where(r => rows.Any(kept => kept.Features.SequenceEqual(r.Features))).Select(r => r.Features[0]).ToArray(),
            rows.Select(r => r.Features[0]).ToArray(),
            "The order is kept.");
    }

    [TestMethod]
    public void WhatIsTakenDependsOnTheSeed()
    {
        string Taken(int seed) => string.Join(' ', Limited(3, 4, seed).Select(r => r.Features[0]));
        Assert.AreEqual(Taken(1), Taken(1));
        Assert.AreNotEqual(Taken(1), Taken(2));
        Assert.AreNotEqual(
            string.Join(' ', Limited(1, null, seed: 1).Select(r => r.Label).Distinct()),
            string.Join(' ', Enumerable.Range(2, 8).Select(s => Limited(1, null, s)[0].Label).Distinct()));
    }

    [TestMethod]
    public void WithoutLimitsEverythingIsTaken()
    {
        Assert.AreEqual(40, Limited(null, null, seed: 1).Length);
        Assert.AreEqual(40, Limited(100, 100, seed: 1).Length);
        Assert.AreEqual(10, Limited(null, 2, seed: 1).Length);
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => Limited(0, null, 1), "maxClasses must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => Limited(null, 0, 1), "maxRowsPerClass must be at least 1");
    }

    private IDataView Data() => Blobs.Create(_mlContext, classes: 5, rows: 8);

    private BlobRow<string>[] Limited(int? maxClasses, int? maxRowsPerClass, int seed) =>
        Rows(_mlContext.MetaLearning().LimitClasses(Data(), maxClasses, maxRowsPerClass, seed: seed));

    private BlobRow<string>[] Rows(IDataView data) =>
        _mlContext.Data.CreateEnumerable<BlobRow<string>>(data, reuseRowObject: false).ToArray();
}
