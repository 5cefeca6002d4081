using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>Calls <c>torch.autograd.grad</c> safely: unchecked, its native code ends the process where it should throw.</summary>
public static class Gradients
{
    private static long s_unused;

    /// <summary>
    /// Gets the number of inputs so far that no output depended on. For each, TorchSharp makes an empty tensor that
    /// <see cref="Tensor.TotalCount"/> never stops counting.
    /// </summary>
    internal static long Unused => Interlocked.Read(ref s_unused);

    /// <summary>
    /// Computes the gradient of a loss with respect to each parameter: zero for a parameter that the loss does not depend on.
    /// </summary>
    /// <param name="loss">A scalar: [] with a gradient.</param>
    /// <param name="parameters">Tensors that require a gradient.</param>
    /// <param name="createGraph">Whether the gradient itself can be differentiated.</param>
    /// <param name="retainGraph">Whether the loss can be differentiated again. Implied by <paramref name="createGraph"/>.</param>
    /// <returns>A set with the names and shapes of <paramref name="parameters"/>.</returns>
    /// <exception cref="ArgumentException">The loss is not a scalar with a gradient, or a parameter requires no gradient.</exception>
    public static ParameterSet Of(Tensor loss, ParameterSet parameters, bool createGraph, bool retainGraph = false)
    {
        if (loss.numel() != 1)
            throw new ArgumentException($"the loss must be a scalar, but has shape [{Shape(loss)}].", nameof(loss));
        if (!loss.requires_grad)
            throw new ArgumentException("the loss does not depend on any tensor that requires a gradient.", nameof(loss));
        for (var i = 0; i < parameters.Count; i++)
            if (!parameters.Tensors[i].requires_grad)
                throw new ArgumentException($"parameter '{parameters.Names[i]}' does not require a gradient.", nameof(parameters));

        // retain_graph accompanies create_graph, since the graph of a gradient shares nodes with the graph of its loss.
        return parameters.With(OrZeros(parameters.Tensors, inputs => autograd.grad(
            [loss], inputs, null, retain_graph: createGraph || retainGraph, create_graph: createGraph, allow_unused: true)));
    }

    /// <summary>
    /// Computes the gradient of the sum of all products of outputs and cotangents with respect to each input: zero for an input that no
    /// output depends on. The gradients have no graph.
    /// </summary>
    /// <param name="outputs">Tensors of any shapes. Those that require no gradient contribute nothing.</param>
    /// <param name="cotangents">A tensor for each output, of the same shape.</param>
    /// <param name="inputs">Tensors that require a gradient.</param>
    /// <returns>A tensor for each input, of the same shape.</returns>
    /// <exception cref="ArgumentException">
    /// Outputs and cotangents differ in number or shape, or an input requires no gradient.
    /// </exception>
    public static Tensor[] VectorJacobianProduct(
        IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> cotangents, IReadOnlyList<Tensor> inputs)
    {
        if (outputs.Count != cotangents.Count)
            throw new ArgumentException($"{cotangents.Count} cotangents were given for {outputs.Count} outputs.", nameof(cotangents));
        for (var i = 0; i < outputs.Count; i++)
            if (!outputs[i].shape.SequenceEqual(cotangents[i].shape))
                throw new ArgumentException(
                    $"output {i} has shape [{Shape(outputs[i])}], but its cotangent [{Shape(cotangents[i])}].", nameof(cotangents));
        for (var i = 0; i < inputs.Count; i++)
            if (!inputs[i].requires_grad)
                throw new ArgumentException($"input {i} does not require a gradient.", nameof(inputs));

        var differentiable = Enumerable.Range(0, outputs.Count).Where(i => outputs[i].requires_grad).ToArray();
        if (differentiable.Length == 0)
            return inputs.Select(x => zeros_like(x)).ToArray();
        Tensor[] Differentiable(IReadOnlyList<Tensor> tensors) => Array.ConvertAll(differentiable, i => tensors[i]);
        return OrZeros(inputs, of => autograd.grad(
            Differentiable(outputs), of, Differentiable(cotangents), retain_graph: false, create_graph: false, allow_unused: true));
    }

    private static string Shape(Tensor tensor) => string.Join(", ", tensor.shape);

    private static Tensor[] OrZeros(IReadOnlyList<Tensor> inputs, Func<Tensor[], IList<Tensor>> differentiate)
    {
        Interruption.ThrowIfRequested();
        var gradients = differentiate(inputs.ToArray());
        Interlocked.Add(ref s_unused, gradients.Count(g => g.IsInvalid));
        return gradients.Select((g, i) => g.IsInvalid ? zeros_like(inputs[i]) : g).ToArray();
    }
}
