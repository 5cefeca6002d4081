using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class BatchLoaderTests
{
    private static readonly int[] s_classSizes = [3, 5, 2];

    [TestMethod]
    public void RowsComeWithTheirClassesAndWithoutSupport()
    {
        using var scope = NewDisposeScope();
        var examples = TinyExamples.Create(s_classSizes, [4]);
        var loader = new BatchLoader(examples, 200, seed: 1);
        var (support, batch) = loader.Load(0);
        CollectionAssert.AreEqual(new long[] { 0, 4 }, support.Inputs.shape);
        CollectionAssert.AreEqual(new long[] { 0 }, support.Targets.shape);
        CollectionAssert.AreEqual(new long[] { 200, 4 }, batch.Inputs.shape);
        var (rows, targets) = (TensorAssert.Values(batch.Inputs.select(1, 0)), TensorAssert.Values(batch.Targets));
        for (var i = 0; i < rows.Length; i++)
            CollectionAssert.Contains(examples.Classes[(int)targets[i]], (int)rows[i]);
        Assert.AreEqual(10, rows.Distinct().Count(), "All rows are drawn sooner or later.");
        Assert.AreEqual(3, loader.Classes);
    }

    [TestMethod]
    public void ABatchIsAFunctionOfSeedAndIndex()
    {
        using var scope = NewDisposeScope();
        var examples = TinyExamples.Create(s_classSizes, [4]);
        Tensor Rows(int seed, long index) => new BatchLoader(examples, 16, seed).Load(index).Query.Inputs;
        var loader = new BatchLoader(examples, 16, seed: 1);
        loader.Load(7);
        Assert.IsTrue(TensorAssert.SameBits(Rows(1, 3), loader.Load(3).Query.Inputs));
        Assert.IsFalse(TensorAssert.SameBits(Rows(1, 3), Rows(1, 4)));
        Assert.IsFalse(TensorAssert.SameBits(Rows(1, 3), Rows(2, 3)));
    }

    [TestMethod]
    public void RotatedImagesAreClassesOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        var examples = TinyExamples.Create(s_classSizes, [1, 2, 2]);
        var loader = new BatchLoader(examples, 100, seed: 1, new EpisodeAugmentation(Augmentation.RotationsAsClasses, [], []));
        Assert.AreEqual(12, loader.Classes);
        var batch = loader.Load(0).Query;
        var targets = TensorAssert.Values(batch.Targets);
        for (var i = 0; i < targets.Length; i++)
        {
            var image = batch.Inputs.narrow(0, i, 1);
            var row = (int)TensorAssert.Values(image).Min();
            var (turns, c) = ((int)targets[i] / 3, (int)targets[i] % 3);
            CollectionAssert.Contains(examples.Classes[c], row);
            Assert.IsTrue(TensorAssert.SameBits(examples.InputsOf([row]).rot90(turns, (2, 3)), image));
        }
        Assert.AreEqual(12, targets.Distinct().Count());
    }

    [TestMethod]
    public void OneClassIsNothingToTellApart()
    {
        using var scope = NewDisposeScope();
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => new BatchLoader(TinyExamples.Create([4], [4]), 2, seed: 1), "at least 2", "'class a'");
    }
}
