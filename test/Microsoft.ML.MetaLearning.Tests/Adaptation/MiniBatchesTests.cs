using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class MiniBatchesTests
{
    private const int Count = 10;

    [TestMethod]
    public void EveryPassTakesEveryExampleOnce()
    {
        using var scope = NewDisposeScope();
        // Ten batches of three are three passes over ten examples.
        var rows = MiniBatches.Draw(Numbers(0), size: 3, count: 10).SelectMany(batch => batch!).ToArray();
        var passes = rows.Chunk(Count).ToArray();
        Assert.AreEqual(3, passes.Length);
        foreach (var pass in passes)
            CollectionAssert.AreEqual(Enumerable.Range(0, Count).Select(i => (long)i).ToArray(), pass.Order().ToArray());
        CollectionAssert.AreNotEqual(passes[0], passes[1]);
    }

    [TestMethod]
    public void BatchesAreAFunctionOfTheExamples()
    {
        using var scope = NewDisposeScope();
        long[] Rows(Examples examples) => MiniBatches.Draw(examples, size: 4, count: 5).SelectMany(batch => batch!).ToArray();
        CollectionAssert.AreEqual(Rows(Numbers(0)), Rows(Numbers(0)));
        CollectionAssert.AreNotEqual(Rows(Numbers(0)), Rows(Numbers(1)));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(Count)]
    [DataRow(Count + 1)]
    public void ABatchThatHoldsAllExamplesIsAllOfThem(int? size)
    {
        using var scope = NewDisposeScope();
        CollectionAssert.AreEqual(new long[]?[] { null, null }, MiniBatches.Draw(Numbers(0), size, count: 2).ToArray());
    }

    private static Examples Numbers(double first) =>
        new(TensorArithmetic.Range(Count).to_type(ScalarType.Float32).Plus(first), zeros(Count, dtype: ScalarType.Int64));
}
