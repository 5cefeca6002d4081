using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

[TestClass]
public sealed class ClassSplitTests
{
    private static readonly MLContext s_mlContext = new();
    private static readonly IDataView s_data = Blobs.Create(s_mlContext, classes: 20, rows: 3);

    [TestMethod]
    public void PartsAreDisjointAndTogetherEverything()
    {
        var split = s_mlContext.MetaLearning().SplitByClass(s_data, validationFraction: 0.1, testFraction: 0.2, seed: 3);
        var parts = new[] { split.MetaTrain, split.MetaValidation, split.MetaTest };
        CollectionAssert.AreEqual(new[] { 14, 2, 4 }, parts.Select(p => Classes(p).Length).ToArray());
        CollectionAssert.AllItemsAreUnique(parts.SelectMany(Classes).ToArray());
        CollectionAssert.AreEquivalent(ViewAssert.Values(s_data), parts.SelectMany(ViewAssert.Values).ToArray());
        CollectionAssert.AreEqual(new long?[] { 42, 6, 12 }, parts.Select(p => p.GetRowCount()).ToArray());
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameSplit()
    {
        static string Test(int seed) => string.Join(", ", Classes(s_mlContext.MetaLearning().SplitByClass(s_data, seed: seed).MetaTest));
        Assert.AreEqual(Test(1), Test(1));
        Assert.AreNotEqual(Test(1), Test(2));
    }

    [TestMethod]
    public void AFunctionDecidesOncePerClass()
    {
        var asked = 0;
        var split = s_mlContext.MetaLearning().SplitByClass(s_data, name =>
        {
            asked++;
            return name switch { "class 3" => MetaPhase.Test, "class 5" => MetaPhase.Validation, _ => MetaPhase.Train };
        });
        Assert.AreEqual(20, asked);
        CollectionAssert.AreEqual(new[] { "class 3" }, Classes(split.MetaTest));
        CollectionAssert.AreEqual(new[] { "class 5" }, Classes(split.MetaValidation));
        Assert.AreEqual(18, Classes(split.MetaTrain).Length);
    }

    [TestMethod]
    public void IntegersAndKeysAreSplitByTheirNames()
    {
        var numbers = Blobs.Create(s_mlContext, i => -i);
        var split = s_mlContext.MetaLearning().SplitByClass(numbers, name => name == "-2" ? MetaPhase.Test : MetaPhase.Train);
        CollectionAssert.AreEqual(new[] { -2 }, split.MetaTest.GetColumn<int>("Label").Distinct().ToArray());

        var keyed = s_mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(s_data).Transform(s_data);
        split = s_mlContext.MetaLearning().SplitByClass(keyed, name => name == "class 7" ? MetaPhase.Test : MetaPhase.Train);
        CollectionAssert.AreEqual(new uint[] { 8 }, split.MetaTest.GetColumn<uint>("Label").Distinct().ToArray());
    }

    [TestMethod]
    public void APartIsAView()
    {
        var part = s_mlContext.MetaLearning().SplitByClass(s_data, name => name == "class 3" ? MetaPhase.Test : MetaPhase.Train).MetaTest;
        Assert.AreSame(s_data.Schema, part.Schema);
        CollectionAssert.AreEqual(ViewAssert.Values(part), ViewAssert.Values(part), "It can be read again.");
        Assert.AreEqual(2, ViewAssert.Values(s_mlContext.Data.TakeRows(part, 2)).Length);
    }

    [TestMethod]
    public void BadArgumentsAreNamed()
    {
        var catalog = s_mlContext.MetaLearning();
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.SplitByClass(s_data, validationFraction: -0.1), "validationFraction must be at least 0 and less than 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.SplitByClass(s_data, testFraction: double.NaN), "testFraction must be at least 0 and less than 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.SplitByClass(s_data, validationFraction: 0.5, testFraction: 0.75),
            "must leave classes to train on, but add up to 1.25");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => catalog.SplitByClass(s_data, "Class"), "label column 'Class' was not found");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.SplitByClass(s_data, "Features"), "label column 'Features' must be text");
        ErrorAssert.Throws<InvalidOperationException>(
            () => catalog.SplitByClass(Blobs.Create(s_mlContext, i => i == 1 ? "" : "a")), "row 1 has no value in label column 'Label'");
        Assert.AreEqual("data", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.SplitByClass(null!)).ParamName);
        Assert.AreEqual(
            "assign",
            Assert.ThrowsExactly<ArgumentNullException>(() => catalog.SplitByClass(s_data, (Func<string, MetaPhase>)null!)).ParamName);
    }

    private static string[] Classes(IDataView view) => view.GetColumn<string>("Label").Distinct().ToArray();
}
