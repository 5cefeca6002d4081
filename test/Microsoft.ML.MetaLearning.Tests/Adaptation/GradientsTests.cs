using System;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>What would end the process in native code must be an exception, or the right answer, here.</summary>
[TestClass]
public class GradientsTests
{
    [TestMethod]
    public void DoubleBackwardExists()
    {
        using var scope = NewDisposeScope();
        var x = Leaf("x", 2);
        var first = Gradients.Of(x["x"].Power(3).sum(), x, createGraph: true);
        Assert.AreEqual(12, first["x"].ToNumber(), 1e-12);
        var second = Gradients.Of(first["x"].sum(), x, createGraph: false);
        Assert.AreEqual(12, second["x"].ToNumber(), 1e-12);
    }

    [TestMethod]
    public void LossWithSeveralElementsIsRejected()
    {
        using var scope = NewDisposeScope();
        var x = Leaf("x", 1, 2);
        var error = Assert.ThrowsExactly<ArgumentException>(() => Gradients.Of(x["x"].Times(2), x, createGraph: false));
        StringAssert.Contains(error.Message, "[2]");
    }

    [TestMethod]
    public void LossWithoutGradientIsRejected()
    {
        using var scope = NewDisposeScope();
        var x = Leaf("x", 1);
        using (no_grad())
            Assert.ThrowsExactly<ArgumentException>(() => Gradients.Of(x["x"].sum(), x, createGraph: false));
        Assert.ThrowsExactly<ArgumentException>(() => Gradients.Of(torch.tensor(1.0), x, createGraph: true));
    }

    [TestMethod]
    public void ParameterWithoutGradientIsRejectedByName()
    {
        using var scope = NewDisposeScope();
        var x = Leaf("x", 1);
        var both = x.Combine(new ParameterSet([("frozen", torch.tensor(1.0))]));
        var error = Assert.ThrowsExactly<ArgumentException>(() => Gradients.Of((x["x"] * both["frozen"]).sum(), both, createGraph: false));
        StringAssert.Contains(error.Message, "'frozen'");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void GradientOfAnUnusedParameterIsZero(bool createGraph)
    {
        using var scope = NewDisposeScope();
        var parameters = Leaf("used", 3).Combine(Leaf("unused", 1, 2, 3));
        var gradients = Gradients.Of(parameters["used"].Squared().sum(), parameters, createGraph);
        CollectionAssert.AreEqual(new double[] { 6 }, TensorAssert.Values(gradients["used"]));
        CollectionAssert.AreEqual(new double[] { 0, 0, 0 }, TensorAssert.Values(gradients["unused"]));
        Assert.AreEqual(ScalarType.Float64, gradients["unused"].dtype);
    }

    [TestMethod]
    public void VectorJacobianProductSumsOverOutputs()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf("x", 1, 2)["x"], unused = Leaf("unused", 5)["unused"], constant = torch.tensor(new[] { 7.0 });
        var products = Gradients.VectorJacobianProduct(
            [x * x, x.sum(), constant], [torch.tensor(new[] { 10.0, 1.0 }), torch.tensor(3.0), torch.tensor(new[] { 1.0 })], [x, unused]);
        CollectionAssert.AreEqual(new double[] { 23, 7 }, TensorAssert.Values(products[0]));
        CollectionAssert.AreEqual(new double[] { 0 }, TensorAssert.Values(products[1]));
        CollectionAssert.AreEqual(
            new double[] { 0, 0 }, TensorAssert.Values(Gradients.VectorJacobianProduct([constant], [constant], [x])[0]));
    }

    [TestMethod]
    public void VectorJacobianProductRejectsWhatNativeCodeWouldNotSurvive()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf("x", 1, 2)["x"], one = torch.tensor(1.0);
        void Rejects(string message, Tensor[] cotangents, Tensor input) =>
            StringAssert.Contains(
                Assert.ThrowsExactly<ArgumentException>(() => Gradients.VectorJacobianProduct([x.Times(2)], cotangents, [input])).Message,
                message);
        Rejects("0 cotangents were given for 1 outputs", [], x);
        Rejects("has shape [2], but its cotangent []", [one], x);
        Rejects("input 0 does not require a gradient", [torch.tensor(new[] { 1.0, 1.0 })], one);
    }

    private static ParameterSet Leaf(string name, params double[] values) => new([(name, torch.tensor(values).requires_grad_(true))]);
}
