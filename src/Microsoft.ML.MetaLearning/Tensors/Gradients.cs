using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>The only door to <c>torch.autograd.grad</c>, whose native code ends the process where it should throw.</summary>
public static class Gradients
{
    private static long s_unused;

    /// <summary>
    /// How many inputs no output depended on so far. For each, TorchSharp makes an empty tensor that <see cref="Tensor.TotalCount"/> counts
    /// for good.
    /// </summary>
    internal static long Unused => Interlocked.Read(ref s_unused);

    /// <summary>The gradient of a loss with respect to each parameter; zero for a parameter that the loss does not depend on.</summary>
    /// <param name="loss">A scalar: [] with a gradient.</param>
    /// <param name="parameters">Tensors that require a gradient.</param>
    /// <param name="createGraph">Whether the gradient itself can be differentiated.</param>
    /// <param name="retainGraph">Whether the loss can be differentiated again; implied by <paramref name="createGraph"/>.</param>
    /// <returns>A set of the names and shapes of <paramref name="parameters"/>.</returns>
    /// <exception cref="ArgumentException">The loss is not a scalar with a gradient, or a parameter requires none.</exception>
    public static ParameterSet Of(Tensor loss, ParameterSet parameters, bool createGraph, bool retainGraph = false)
    {
        if (loss.numel() != 1)
            throw new ArgumentException($"the loss must be a scalar, but has shape [{string.Join(", ", loss.shape)}].", nameof(loss));
        if (!loss.requires_grad)
            throw new ArgumentException("the loss does not depend on any tensor that requires a gradient.", nameof(loss));
        for (var i = 0; i < parameters.Count; i++)
            if (!parameters.Tensors[i].requires_grad)
                throw new ArgumentException($"parameter '{parameters.Names[i]}' does not require a gradient.", nameof(parameters));

        Interruption.ThrowIfRequested();
        // retain_graph accompanies create_graph, since the graph of a gradient shares nodes with the graph of its loss.
        var gradients = autograd.grad([loss], parameters.Tensors.ToArray(), null, retain_graph: createGraph || retainGraph, create_graph: createGraph, allow_unused: true);
        return parameters.With(OrZeros(gradients, parameters.Tensors));
    }

    /// <summary>
    /// The gradients of the sum of all products of outputs and cotangents by each input, zero for an input that no output depends on; they
    /// have no graph.
    /// </summary>
    /// <param name="outputs">Tensors of any shapes; those that require no gradient contribute none.</param>
    /// <param name="cotangents">One for each output, of its shape.</param>
    /// <param name="inputs">Tensors that require a gradient.</param>
    /// <returns>One for each input, of its shape.</returns>
    /// <exception cref="ArgumentException">
    /// The numbers or shapes of outputs and cotangents differ, or an input requires no gradient.
    /// </exception>
    public static Tensor[] VectorJacobianProduct(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> cotangents, IReadOnlyList<Tensor> inputs)
    {
        if (outputs.Count != cotangents.Count)
            throw new ArgumentException($"{cotangents.Count} cotangents were given for {outputs.Count} outputs.", nameof(cotangents));
        for (var i = 0; i < outputs.Count; i++)
            if (!outputs[i].shape.SequenceEqual(cotangents[i].shape))
                throw new ArgumentException($"output {i} has shape [{string.Join(", ", outputs[i].shape)}], but its cotangent [{string.Join(", ", cotangents[i].shape)}].", nameof(cotangents));
        for (var i = 0; i < inputs.Count; i++)
            if (!inputs[i].requires_grad)
                throw new ArgumentException($"input {i} does not require a gradient.", nameof(inputs));

        var differentiable = Enumerable.Range(0, outputs.Count).Where(i => outputs[i].requires_grad).ToArray();
        if (differentiable.Length == 0)
            return inputs.Select(x => zeros_like(x)).ToArray();
        Interruption.ThrowIfRequested();
        var products = autograd.grad(
            differentiable.Select(i => outputs[i]).ToArray(), inputs.ToArray(), differentiable.Select(i => cotangents[i]).ToArray(), retain_graph: false, create_graph: false, allow_unused: true);
        return OrZeros(products, inputs);
    }

    private static Tensor[] OrZeros(IList<Tensor> gradients, IReadOnlyList<Tensor> inputs)
    {
        Interlocked.Add(ref s_unused, gradients.Count(g => g.IsInvalid));
        return gradients.Select((g, i) => g.IsInvalid ? zeros_like(inputs[i]) : g).ToArray();
    }
}
