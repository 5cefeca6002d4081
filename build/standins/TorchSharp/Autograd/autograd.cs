using System.Collections.Generic;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static class autograd
    {
        // The gradient of an unused input is an invalid tensor, never null.
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] outputHandles = HandleList.Of(outputs);
            nint[] inputHandles = HandleList.Of(inputs);
            nint[] gradHandles = HandleList.Of(grad_outputs);
            fixed (nint* outs = outputHandles, ins = inputHandles, grads = gradHandles)
            {
                return HandleList.Fetch(NativeMethods.ts_autograd_grad(
                    outs, outputHandles.Length, ins, inputHandles.Length, grads, gradHandles.Length,
                    Tensor.Flag(retain_graph), Tensor.Flag(create_graph), Tensor.Flag(allow_unused)));
            }
        }

        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null)
        {
            nint[] tensorHandles = HandleList.Of(tensors);
            nint[] gradHandles = HandleList.Of(grad_tensors);
            nint[] inputHandles = HandleList.Of(inputs);
            fixed (nint* outs = tensorHandles, grads = gradHandles, ins = inputHandles)
            {
                Check(NativeMethods.ts_autograd_backward(
                    outs, tensorHandles.Length, grads, gradHandles.Length, retain_graph is null ? -1 : Tensor.Flag(retain_graph.Value),
                    Tensor.Flag(create_graph), ins, inputHandles.Length));
            }
        }

        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);
    }
}
