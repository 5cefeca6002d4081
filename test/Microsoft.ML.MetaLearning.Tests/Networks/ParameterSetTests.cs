using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class ParameterSetTests
{
    [TestMethod]
    public void NamesAndTensorsKeepTheirOrder()
    {
        using var scope = NewDisposeScope();
        var set = Set(("b", 2), ("a", 1), ("c", 3));
        CollectionAssert.AreEqual(new[] { "b", "a", "c" }, set.Names.ToArray());
        CollectionAssert.AreEqual(new double[] { 2, 1, 3 }, TensorAssert.Values(set));
        CollectionAssert.AreEqual(new[] { "b", "a", "c" }, set.Select(p => p.Key).ToArray());
        Assert.AreEqual(3, set.Count);
        Assert.AreEqual(3, set.ScalarCount);
        Assert.AreEqual(1, set["a"].ToNumber());
        Assert.IsTrue(set.Contains("c"));
        Assert.IsFalse(set.Contains("d"));
    }

    [TestMethod]
    public void NameThatOccursTwiceIsRejected() =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Set(("a", 1), ("a", 2))).Message, "'a'");

    [TestMethod]
    public void MissingNameIsNamedWithThoseThatThereAre()
    {
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsExactly<KeyNotFoundException>(() => Set(("a", 1), ("b", 2))["z"]);
        StringAssert.Contains(error.Message, "'z'");
        StringAssert.Contains(error.Message, "a, b");
    }

    [TestMethod]
    public void MapAndZipGoTensorByTensorAndLeaveTheirInputsAlone()
    {
        using var scope = NewDisposeScope();
        var one = Set(("a", 1), ("b", 2));
        var other = Set(("a", 10), ("b", 20));
        CollectionAssert.AreEqual(new double[] { 2, 4 }, TensorAssert.Values(one.Map(t => t.Times(2))));
        CollectionAssert.AreEqual(new double[] { -9, -18 }, TensorAssert.Values(one.Zip(other, (a, b) => a - b)));
        CollectionAssert.AreEqual(new double[] { 1, 2 }, TensorAssert.Values(one));
    }

    [TestMethod]
    public void ZipOfSetsWithOtherNamesOrAnotherOrderIsRejected()
    {
        using var scope = NewDisposeScope();
        var set = Set(("a", 1), ("b", 2));
        foreach (var other in new[] { Set(("a", 1)), Set(("a", 1), ("c", 2)), Set(("b", 2), ("a", 1)) })
            Assert.ThrowsExactly<ArgumentException>(() => set.Zip(other, (a, b) => a.Plus(b)));
        Assert.ThrowsExactly<ArgumentException>(() => set.With([set["a"]]));
    }

    [TestMethod]
    public void CombiningThePartsOfAPartitionGivesEveryParameterBack()
    {
        using var scope = NewDisposeScope();
        var set = Set(("conv.weight", 1), ("head.weight", 2), ("conv.bias", 3), ("head.bias", 4));
        var (head, body) = set.Partition(name => name.StartsWith("head", StringComparison.Ordinal));
        CollectionAssert.AreEqual(new[] { "head.weight", "head.bias" }, head.Names.ToArray());
        CollectionAssert.AreEqual(new[] { "conv.weight", "conv.bias" }, body.Names.ToArray());
        var doubled = set.Combine(head.Map(t => t.Times(2)));
        CollectionAssert.AreEqual(set.Names.ToArray(), doubled.Names.ToArray());
        CollectionAssert.AreEqual(new double[] { 1, 4, 3, 8 }, TensorAssert.Values(doubled));
        CollectionAssert.AreEquivalent(set.Names.ToArray(), body.Combine(head).Names.ToArray());
    }

    [TestMethod]
    public void CombineReplacesSameNamesAndAppendsNewOnes()
    {
        using var scope = NewDisposeScope();
        var combined = Set(("a", 1), ("b", 2)).Combine(Set(("c", 30), ("a", 10)));
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, combined.Names.ToArray());
        CollectionAssert.AreEqual(new double[] { 10, 2, 30 }, TensorAssert.Values(combined));
    }

    [TestMethod]
    public void CloneIsIndependentAndOutsideTheGraph()
    {
        using var scope = NewDisposeScope();
        var leaves = Set(("a", 1)).AsLeaves();
        Assert.IsTrue(leaves["a"].requires_grad);
        var clone = leaves.Map(t => t.Times(2)).Clone();
        Assert.IsFalse(clone["a"].requires_grad);
        Assert.IsFalse(leaves.Map(t => t.Times(2)).Detach()["a"].requires_grad);
        var copy = clone.Clone();
        copy["a"].AddInPlace(tensor(5.0));
        Assert.AreEqual(2, clone["a"].ToNumber());
    }

    [TestMethod]
    public void ScopeMovesHandOverLifetimes()
    {
        LeakCheck.LeavesNothing(() =>
        {
            ParameterSet kept;
            using (NewDisposeScope())
            {
                kept = Set(("a", 1)).DetachFromDisposeScope();
                using (NewDisposeScope())
                    Set(("b", 2)).MoveToOuterDisposeScope();
            }
            Assert.AreEqual(1, kept["a"].ToNumber());
            kept.Dispose();
            Assert.IsTrue(kept.Tensors[0].IsInvalid);
        });
    }

    private static ParameterSet Set(params (string Name, double Value)[] parameters) =>
        new(parameters.Select(p => (p.Name, torch.tensor(new[] { p.Value }))));
}
