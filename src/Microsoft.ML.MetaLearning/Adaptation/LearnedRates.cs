using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Which learning rates of the inner loop are meta-learned.</summary>
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
/// The meta-learned rates of an inner loop, among the meta-parameters as <c>rate.NAME</c> for a tensor NAME that is adapted: [steps], or
/// the shape of the tensor. They are learned like all other meta-parameters and not constrained: a rate may become negative.
/// </summary>
internal sealed class LearnedRates(InnerRates kind, int steps)
{
    private const string Prefix = "rate.";

    public InnerRates Kind => kind;

    /// <summary>Whether a meta-parameter is a rate.</summary>
    public static bool Has(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public static string Name(string parameter) => Prefix + parameter;

    /// <param name="adapted">The names and shapes of what the inner loop adapts.</param>
    /// <param name="initial">The rate of a tensor to start from.</param>
    public ParameterSet Initialize(IEnumerable<(string Name, long[] Shape)> adapted, Func<string, double> initial) => new(kind == InnerRates.Constant
        ? []
        : adapted.Select(a => (Name(a.Name), TensorArithmetic.Filled(kind == InnerRates.PerWeight ? a.Shape : [steps], initial(a.Name), ScalarType.Float32))));

    /// <summary>The rates of a step; steps after the last one that is trained have its rates.</summary>
    /// <returns>A single number for each tensor, or a number for each of its weights.</returns>
    public ParameterSet At(int step, ParameterSet meta, ParameterSet adapted) => new(adapted.Select(a => (a.Key, kind == InnerRates.PerWeight
        ? Narrowed(meta[Name(a.Key)], a.Value.shape[0])
        : meta[Name(a.Key)].narrow(0, Math.Min(step, steps - 1), 1).view([]))));

    /// <summary>The gradients by the rates, given those by the rate of each weight at each step.</summary>
    public IEnumerable<(string Name, Tensor Gradient)> Gradients(IReadOnlyList<ParameterSet> ofSteps, ParameterSet adapted) =>
        from name in adapted.Names
        let gradients = ofSteps.Select(g => g[name])
        select (Name(name), kind == InnerRates.PerWeight
            ? gradients.Aggregate((sum, g) => sum.Plus(g))
            : stack(gradients.Select(g => g.sum()).ToArray()));

    /// <summary>The mean rate of each adapted tensor: at each step, or one number where the steps share their rates.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? Means(ParameterSet meta) => kind == InnerRates.Constant
        ? null
        : meta.Where(p => Has(p.Key)).ToDictionary(p => p.Key[Prefix.Length..], p => Means(p.Value));

    private IReadOnlyList<double> Means(Tensor rates)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return kind == InnerRates.PerWeight ? [rates.mean().ToNumber()] : rates.to_type(ScalarType.Float64).cpu().data<double>().ToArray();
    }

    // A head of fewer classes than were trained keeps the first ones.
    private static Tensor Narrowed(Tensor rates, long size) => rates.shape[0] == size ? rates : rates.narrow(0, 0, size);
}
