using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Assertions about tensors and sets of them.</summary>
internal static class TensorAssert
{
    /// <summary>The values, row-major, in double precision.</summary>
    public static double[] Values(Tensor tensor)
    {
        using var plain = tensor.detach().cpu().to_type(ScalarType.Float64).contiguous();
        return plain.data<double>().ToArray();
    }

    /// <summary>The values of all tensors, one after another.</summary>
    public static double[] Values(ParameterSet parameters) => parameters.Tensors.SelectMany(Values).ToArray();

    /// <summary>The norm of the difference relative to the norm of what was expected.</summary>
    public static double RelativeError(double[] expected, double[] actual)
    {
        Assert.AreEqual(expected.Length, actual.Length, "number of values");
        return Norm(expected.Zip(actual, (e, a) => e - a).ToArray()) / Norm(expected);
    }

    public static double Norm(double[] values) => Math.Sqrt(values.Sum(v => v * v));

    public static void Close(double[] expected, double[] actual, double relative, string what)
    {
        var error = RelativeError(expected, actual);
        Assert.IsTrue(error <= relative, $"{what}: relative error {error:E2}, allowed {relative:E0}.");
    }

    public static void Close(Tensor expected, Tensor actual, double relative, string what)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape, $"{what}: shape");
        Close(Values(expected), Values(actual), relative, what);
    }

    public static void Close(ParameterSet expected, ParameterSet actual, double relative, string what)
    {
        CollectionAssert.AreEqual(expected.Names.ToArray(), actual.Names.ToArray(), $"{what}: names");
        for (var i = 0; i < expected.Count; i++)
            Close(expected.Tensors[i], actual.Tensors[i], relative, $"{what}, {expected.Names[i]}");
    }

    public static bool SameBits(Tensor one, Tensor other) => one.dtype == other.dtype && one.shape.SequenceEqual(other.shape)
        && Values(one).Select(BitConverter.DoubleToInt64Bits).SequenceEqual(Values(other).Select(BitConverter.DoubleToInt64Bits));

    public static bool SameBits(ParameterSet one, ParameterSet other) =>
        one.Names.SequenceEqual(other.Names) && one.Tensors.Zip(other.Tensors).All(p => SameBits(p.First, p.Second));
}
