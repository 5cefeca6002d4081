using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var guard = no_grad();
                using var scope = NewDisposeScope();
                var gradients = Gradients(tensors);
                if (gradients.Length == 0)
                {
                    return 0;
                }
                double total = double.IsPositiveInfinity(norm_type)
                    ? gradients.Max(gradient => gradient.abs().max().ToDouble())
                    : stack(gradients.Select(gradient => gradient.norm((float)norm_type))).norm((float)norm_type).ToDouble();
                double scale = Math.Min(1, max_norm / (total + 1e-6));
                foreach (var gradient in gradients)
                {
                    gradient.mul_(scale);
                }
                return total;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var guard = no_grad();
                using var scope = NewDisposeScope();
                foreach (var gradient in Gradients(tensors))
                {
                    gradient.clamp_(-clip_value, clip_value);
                }
            }

            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(tensor => tensor.reshape(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var guard = no_grad();
                using var scope = NewDisposeScope();
                long start = 0;
                foreach (var tensor in tensors)
                {
                    long length = tensor.NumberOfElements;
                    tensor.copy_(vec.narrow(0, start, length).view(tensor.shape));
                    start += length;
                }
            }

            private static Tensor[] Gradients(IEnumerable<Parameter> tensors) =>
                [.. tensors.Select(tensor => tensor.grad).OfType<Tensor>()];
        }
    }
}
