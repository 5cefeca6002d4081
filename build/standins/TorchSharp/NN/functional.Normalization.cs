using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            // Both running buffers are required, in training too.
            public static Tensor batch_norm(
                Tensor input, Tensor running_mean, Tensor running_var, Tensor? weight = null, Tensor? bias = null,
                bool training = false, double momentum = 0.1, double eps = 1e-05) =>
                Tensor.Wrap(NativeMethods.ts_batch_norm(
                    input.Handle, running_mean.Handle, running_var.Handle, weight?.Handle ?? 0, bias?.Handle ?? 0,
                    Tensor.Flag(training), momentum, eps));

            public static Tensor instance_norm(
                Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null,
                bool use_input_stats = true, double momentum = 0.1, double eps = 1e-05) =>
                Tensor.Wrap(NativeMethods.ts_instance_norm(
                    input.Handle, running_mean?.Handle ?? 0, running_var?.Handle ?? 0, weight?.Handle ?? 0, bias?.Handle ?? 0,
                    Tensor.Flag(use_input_stats), momentum, eps));

            public static unsafe Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05)
            {
                fixed (long* shape = normalized_shape)
                {
                    return Tensor.Wrap(NativeMethods.ts_layer_norm(
                        input.Handle, shape, normalized_shape.Length, weight?.Handle ?? 0, bias?.Handle ?? 0, eps));
                }
            }

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Tensor.Wrap(NativeMethods.ts_group_norm(input.Handle, num_groups, weight?.Handle ?? 0, bias?.Handle ?? 0, eps));
        }
    }
}
