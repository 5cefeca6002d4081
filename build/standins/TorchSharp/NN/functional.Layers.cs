using System;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Tensor.Wrap(NativeMethods.ts_linear(input.Handle, weights.Handle, bias?.Handle ?? 0));

            public static Tensor conv1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1) =>
                Tensor.Wrap(NativeMethods.ts_conv1d(
                    input.Handle, weight.Handle, bias?.Handle ?? 0, stride ?? 1, padding ?? 0, dilation ?? 1, groups));

            public static unsafe Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
            {
                var (s, p, d) = (Pair(strides, 1), Pair(padding, 0), Pair(dilation, 1));
                return Tensor.Wrap(NativeMethods.ts_conv2d(
                    input.Handle, weight.Handle, bias?.Handle ?? 0, (long*)&s, (long*)&p, (long*)&d, groups));
            }

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace
                ? InPlace(input, NativeMethods.ts_dropout_(input.Handle, p, Tensor.Flag(training)))
                : Tensor.Wrap(NativeMethods.ts_dropout(input.Handle, p, Tensor.Flag(training)));

            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace
                ? InPlace(input, NativeMethods.ts_feature_dropout_(input.Handle, p, Tensor.Flag(training)))
                : Tensor.Wrap(NativeMethods.ts_feature_dropout(input.Handle, p, Tensor.Flag(training)));

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Tensor.Wrap(NativeMethods.ts_one_hot(x.Handle, num_classes));

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-08) =>
                Tensor.Wrap(NativeMethods.ts_cosine_similarity(x1.Handle, x2.Handle, dim, eps));

            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2, double eps = 1e-06, bool keep_dim = false) =>
                Tensor.Wrap(NativeMethods.ts_pairwise_distance(input1.Handle, input2.Handle, p, eps, Tensor.Flag(keep_dim)));

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, (ReadOnlySpan<long>)pad, mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, (ReadOnlySpan<long>)[pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, (ReadOnlySpan<long>)[pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            public static unsafe Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                fixed (long* sizes = pad)
                {
                    return Tensor.Wrap(NativeMethods.ts_pad(input.Handle, sizes, pad.Length, (int)mode, value));
                }
            }

            private static Tensor InPlace(Tensor input, int status)
            {
                Check(status);
                return input;
            }

            // One value stands for both axes.
            private static (long, long) Pair(long[]? values, long missing) => values switch
            {
                null => (missing, missing),
                { Length: 1 } => (values[0], values[0]),
                { Length: 2 } => (values[0], values[1]),
                _ => throw new ArgumentException($"Expected one or two values, but got {values.Length}."),
            };
        }
    }
}
