using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Specifies which learning rates of the inner loop are meta-learned.</summary>
internal enum InnerRates
{
    /// <summary>None.</summary>
    Constant,

    /// <summary>
    /// One for each tensor and step: LSLR of Antoniou et al., <a href="https://arxiv.org/abs/1810.09502">How to train your MAML</a>, 2019.
    /// </summary>
    PerTensorAndStep,

    /// <summary>
    /// One for each weight, the same at all steps: Li et al., <a href="https://arxiv.org/abs/1707.09835">Meta-SGD</a>, 2017.
    /// </summary>
    PerWeight,
}

/// <summary>
/// Represents the meta-learned rates of an inner loop: meta-parameters <c>rate.NAME</c> for each adapted tensor NAME, [steps] or the shape
/// of the tensor. They are learned like all other meta-parameters, and may become negative.
/// </summary>
internal sealed class LearnedRates(InnerRates kind, int steps)
{
    private const string Prefix = "rate.";

    public InnerRates Kind => kind;

    /// <summary>Returns whether a meta-parameter is a rate.</summary>
    public static bool Has(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public static string Name(string parameter) => Prefix + parameter;

    /// <param name="adapted">The names and shapes of what the inner loop adapts.</param>
    /// <param name="initial">The initial rate of a tensor.</param>
    public ParameterSet Initialize(IEnumerable<(string Name, long[] Shape)> adapted, Func<string, double> initial)
    {
        Tensor Rate(string name, long[] shape) =>
            TensorArithmetic.Filled(kind == InnerRates.PerWeight ? shape : [steps], initial(name), ScalarType.Float32);
        return new(kind == InnerRates.Constant ? [] : adapted.Select(a => (Name(a.Name), Rate(a.Name, a.Shape))));
    }

    /// <summary>Returns the rates of a step; steps beyond those of the training have the rates of the last one.</summary>
    /// <returns>A single number for each tensor, or a number for each of its weights.</returns>
    public ParameterSet At(int step, ParameterSet meta, ParameterSet adapted)
    {
        Tensor Rate(Tensor rates, long size) => kind == InnerRates.PerWeight
            ? Narrowed(rates, size)
            : rates.narrow(0, Math.Min(step, steps - 1), 1).view([]);
        return new(adapted.Select(a => (a.Key, Rate(meta[Name(a.Key)], a.Value.shape[0]))));
    }

    /// <summary>Returns the gradients by the rates, given those by the rate of each weight at each step.</summary>
    public IEnumerable<(string Name, Tensor Gradient)> Gradients(IReadOnlyList<ParameterSet> ofSteps, ParameterSet adapted) =>
        from name in adapted.Names
        let gradients = ofSteps.Select(g => g[name])
        select (Name(name), kind == InnerRates.PerWeight
            ? gradients.Aggregate((sum, g) => sum.Plus(g))
            : stack(gradients.Select(g => g.sum()).ToArray()));

    /// <summary>Returns the mean rate of each adapted tensor: per step, or one number if all steps share their rates.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? Means(ParameterSet meta) => kind == InnerRates.Constant
        ? null
        : meta.Where(p => Has(p.Key)).ToDictionary(p => p.Key[Prefix.Length..], p => (IReadOnlyList<double>)Means(p.Value));

    private double[] Means(Tensor rates)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return kind == InnerRates.PerWeight ? [rates.mean().ToNumber()] : rates.to_type(ScalarType.Float64).cpu().data<double>().ToArray();
    }

    // A head of fewer classes than in training keeps the first ones.
    private static Tensor Narrowed(Tensor rates, long size) => rates.shape[0] == size ? rates : rates.narrow(0, 0, size);
}
