using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public sealed class TensorMemoryTests
{
    // Half of 2,000 calls differed with tensors that borrow the managed array.
    [TestMethod]
    [DataRow(1, 6, 16)]
    [DataRow(1, 1024, 5)]
    [DataRow(13, 37, 11)]
    public void ProductsAreTheSameWhereverTheArraysLie(int rows, int inputs, int outputs)
    {
        var random = new Random(1);
        float[] Values(int count) => Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var (x, w) = (Values(rows * inputs), Values(outputs * inputs));
        var products = new HashSet<string>();
        for (var i = 0; i < 500; i++)
        {
            using var scope = NewDisposeScope();
            _ = new byte[random.Next(1, 100)];
            var product = F.linear(
                TensorMemory.Copy<float>(x.ToArray(), rows, inputs), TensorMemory.Copy<float>(w.ToArray(), outputs, inputs));
            products.Add(Convert.ToHexString(product.bytes));
        }
        Assert.AreEqual(1, products.Count);
    }

    [TestMethod]
    public void ValuesAreCopiedInTheGivenShape()
    {
        using var scope = NewDisposeScope();
        float[] values = [1, 2, 3, 4, 5, 6];
        var copy = TensorMemory.Copy<float>(values, 2, 3);
        values[0] = 7;
        CollectionAssert.AreEqual(new long[] { 2, 3 }, copy.shape);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6 }, copy.data<float>().ToArray());
        CollectionAssert.AreEqual(new long[] { 2 }, TensorMemory.Copy<long>([8L, 9L]).shape);
    }
}
