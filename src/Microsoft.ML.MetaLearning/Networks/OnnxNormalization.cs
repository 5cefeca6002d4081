using System.Linq;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>Writes the normalizations of predictions as operations of ONNX. gain, bias: [channels].</summary>
internal static class OnnxNormalization
{
    // x: [n, channels] or [n, channels, height, width]
    public static OnnxValue ByMoments(OnnxGraph graph, OnnxValue x, LayerMoments given, Tensor gain, Tensor bias)
    {
        using var scope = NewDisposeScope();
        if (given.Weight is { } weight)
            return ByMixedMoments(graph, x, given, weight, gain, bias);
        var scale = gain * given.Variance.Plus(Normalizer.Epsilon).rsqrt();
        return Affine(graph, x, scale, bias - given.Mean * scale);
    }

    /// <summary>Writes group normalization: each group of channels of each example by its own moments.</summary>
    // x: [n, channels] or [n, channels, height, width]
    public static OnnxValue ByGroups(OnnxGraph graph, OnnxValue x, long groups, Tensor gain, Tensor bias)
    {
        var size = x.Shape.Aggregate((a, b) => a * b);
        var (centred, variance) = Moments(graph, graph.Reshape(x, groups, size / groups), out _, 2);
        var standardized = graph.Apply("Div", centred, Deviation(graph, variance));
        return Affine(graph, graph.Reshape(standardized, x.Shape), gain, bias);
    }

    /// <summary>Writes the moments of a mixture of two distributions, those of a support set and those of the example itself.</summary>
    private static OnnxValue ByMixedMoments(OnnxGraph graph, OnnxValue x, LayerMoments given, Tensor weight, Tensor gain, Tensor bias)
    {
        string Given(Tensor values) => PerChannel(graph, x, values);
        var rest = graph.Constant(weight.OneMinus());
        var (_, ownVariance) = Moments(graph, x, out var ownMean, Normalizer.HasPositions(x.Shape) ? [2, 3] : [1]);
        var difference = graph.Apply("Sub", ownMean, Given(given.Mean));
        var between = graph.Apply(
            "Mul", graph.Apply("Mul", difference, difference.Name), graph.Constant(weight * weight.OneMinus()));
        var within = graph.Apply("Add", graph.Apply("Mul", ownVariance, rest), Given(weight * given.Variance));
        var mean = graph.Apply("Add", graph.Apply("Mul", ownMean, rest), Given(weight * given.Mean));
        var deviation = Deviation(graph, graph.Apply("Add", within, between.Name));
        return Affine(graph, graph.Apply("Div", graph.Apply("Sub", x, mean.Name), deviation), gain, bias);
    }

    /// <summary>Writes x less its mean over axes, and its variance.</summary>
    private static (OnnxValue Centred, OnnxValue Variance) Moments(OnnxGraph graph, OnnxValue x, out OnnxValue mean, params long[] axes)
    {
        mean = graph.Reduce("ReduceMean", x, keep: true, axes);
        var centred = graph.Apply("Sub", x, mean.Name);
        return (centred, graph.Reduce("ReduceMean", graph.Apply("Mul", centred, centred.Name), keep: true, axes));
    }

    private static string Deviation(OnnxGraph graph, OnnxValue variance) =>
        graph.Apply("Sqrt", graph.Apply("Add", variance, graph.Constant(Normalizer.Epsilon))).Name;

    private static OnnxValue Affine(OnnxGraph graph, OnnxValue x, Tensor scale, Tensor shift) =>
        graph.Apply("Add", graph.Apply("Mul", x, PerChannel(graph, x, scale)), PerChannel(graph, x, shift));

    private static string PerChannel(OnnxGraph graph, OnnxValue x, Tensor values) =>
        graph.Constant(values, x.Shape.Length == 3 ? [1, values.shape[0], 1, 1] : [1, values.shape[0]]);
}
