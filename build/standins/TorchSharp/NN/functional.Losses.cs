using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean,
                double label_smoothing = 0) =>
                Tensor.Wrap(NativeMethods.ts_cross_entropy(
                    input.Handle, target.Handle, weight?.Handle ?? 0, ignore_index, (long)reduction, label_smoothing));

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Tensor.Wrap(NativeMethods.ts_nll_loss(input.Handle, target.Handle, weight?.Handle ?? 0, (long)reduction));

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Tensor.Wrap(NativeMethods.ts_mse_loss(input.Handle, target.Handle, (long)reduction));

            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) =>
                Tensor.Wrap(NativeMethods.ts_smooth_l1_loss(input.Handle, target.Handle, (long)reduction, beta));

            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean) =>
                Tensor.Wrap(NativeMethods.ts_huber_loss(input.Handle, target.Handle, delta, (long)reduction));

            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                Tensor.Wrap(NativeMethods.ts_kl_div(input.Handle, target.Handle, Tensor.Flag(log_target), (long)reduction));

            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Tensor.Wrap(NativeMethods.ts_binary_cross_entropy(input.Handle, target.Handle, weight?.Handle ?? 0, (long)reduction));

            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                Tensor.Wrap(NativeMethods.ts_binary_cross_entropy_with_logits(
                    input.Handle, target.Handle, weight?.Handle ?? 0, pos_weights?.Handle ?? 0, (long)reduction));
        }
    }
}
