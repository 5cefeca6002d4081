using System;
using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Represents the update rule of Ravi and Larochelle, 2017, equations (2) to (4). Each parameter of a classifier is a sequence of its own;
/// all share the rule's parameters. A first recurrent cell reads loss and gradient. From its output, a second one computes the share of a
/// parameter that is kept, f, and the size of the step, i.
/// </summary>
internal sealed class LearnedOptimizer
{
    public const string InitialMemory = "memory";
    private const string Prefix = "optimizer.";
    private const string ForgetWeight = Prefix + "forget.weight";
    private const string ForgetBias = Prefix + "forget.bias";
    private const string InputWeight = Prefix + "input.weight";
    private const string InputBias = Prefix + "input.bias";
    private const int Hidden = 20;
    private const int Features = 4;

    /// <summary>p of the paper's appendix A: numbers below exp(-p) are scaled linearly rather than by the logarithm.</summary>
    private const double Smallest = 10;
    private static readonly LstmCell s_cell = new(Prefix + "cell", Features, Hidden, Hidden);
    private readonly ParameterSet _rule;
    private Tensor _hidden, _cellMemory, _forget, _input;

    /// <param name="rule">The rule's parameters.</param>
    /// <param name="memory">The parameters of the classifier before the first step, [n].</param>
    public LearnedOptimizer(ParameterSet rule, Tensor memory)
    {
        _rule = rule;
        Memory = memory;
        var n = memory.shape[0];
        Tensor Zeros(long columns) => zeros([n, columns], dtype: memory.dtype, device: memory.device);
        (_hidden, _cellMemory, _forget, _input) = (Zeros(Hidden), Zeros(Hidden), Zeros(1), Zeros(1));
    }

    /// <summary>Gets the parameters of the classifier, [n].</summary>
    public Tensor Memory { get; private set; }

    /// <summary>Returns whether a meta-parameter belongs to the rule.</summary>
    public static bool Has(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Draws small weights, and biases that forget little and take small steps, as in the reference code.</summary>
    public static ParameterSet Initialize(Generator generator)
    {
        Tensor Uniform(double from, double to, params long[] shape) =>
            rand(shape, dtype: ScalarType.Float32, generator: generator).Times(to - from).Plus(from);
        var parameters = new List<(string, Tensor)>();
        foreach (var (name, shape) in s_cell.Parameters)
            parameters.Add((name, Uniform(-0.01, 0.01, shape)));
        parameters.Add((ForgetWeight, Uniform(-0.01, 0.01, 1, Hidden + 2)));
        parameters.Add((ForgetBias, Uniform(4, 6, 1)));
        parameters.Add((InputWeight, Uniform(-0.01, 0.01, 1, Hidden + 2)));
        parameters.Add((InputBias, Uniform(-5, -4, 1)));
        return new ParameterSet(parameters);
    }

    /// <summary>Takes a step. gradient: [n]; it and the loss are constants.</summary>
    public void Step(double loss, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        Tensor[] previous = [_hidden, _cellMemory, _forget, _input];
        var n = gradient.shape[0];
        var x = cat(
            [Preprocess(TensorArithmetic.Filled([1], loss, gradient.dtype, gradient.device)).expand(n, 2), Preprocess(gradient)], 1);
        (_hidden, _cellMemory) = s_cell.Step(_rule, s_cell.Project(_rule, x), _hidden, _cellMemory);
        var memory = Memory.unsqueeze(1);
        // The gates are fed back before their sigmoid.
        _forget = Gate(memory, _forget, ForgetWeight, ForgetBias);
        _input = Gate(memory, _input, InputWeight, InputBias);
        Memory = (_forget.sigmoid() * memory - _input.sigmoid() * gradient.unsqueeze(1)).squeeze(1).MoveToOuterDisposeScope();
        // Autograd keeps what it needs of them.
        foreach (var state in previous)
            state.Dispose();
        foreach (var state in new[] { _hidden, _cellMemory, _forget, _input })
            state.MoveToOuterDisposeScope();
    }

    private Tensor Gate(Tensor memory, Tensor previous, string weight, string bias) =>
        nn.functional.linear(cat([_hidden, memory, previous], 1), _rule[weight], _rule[bias]);

    /// <summary>
    /// Returns magnitude and sign as two numbers of order 1: (log|x| / p, sign x), or (-1, exp(p) x) for small x. x: [n]; result: [n, 2].
    /// </summary>
    internal static Tensor Preprocess(Tensor x)
    {
        var magnitude = x.abs();
        var large = magnitude.IsAtLeast(Math.Exp(-Smallest));
        // The logarithm at x = 0 is computed but not used, so it must be finite.
        var logarithm = magnitude.Plus(1e-8).log().Over(Smallest);
        return stack([where(large, logarithm, -ones_like(x)), where(large, x.sign(), x.Times(Math.Exp(Smallest)))], 1);
    }
}
