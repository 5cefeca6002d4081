using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor max_pool2d(
                Tensor input, long[] kernelSize, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
            {
                var kernel = Pair(kernelSize, 1);
                return MaxPool(input, kernel, strides is null ? kernel : Pair(strides, 1), Pair(padding, 0), Pair(dilation, 1), ceil_mode);
            }

            public static Tensor max_pool2d(
                Tensor input, long kernelSize, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            {
                long step = stride ?? kernelSize;
                long border = padding ?? 0;
                long spread = dilation ?? 1;
                return MaxPool(input, (kernelSize, kernelSize), (step, step), (border, border), (spread, spread), ceil_mode);
            }

            public static Tensor max_pool2d(
                Tensor input, (long, long) kernelSize, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceil_mode = false) =>
                MaxPool(input, kernelSize, stride ?? kernelSize, padding ?? (0, 0), dilation ?? (1, 1), ceil_mode);

            public static unsafe (Tensor, Tensor) max_pool2d_with_indices(
                Tensor input, long[] kernelSize, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
            {
                var (k, p, d) = (Pair(kernelSize, 1), Pair(padding, 0), Pair(dilation, 1));
                var s = strides is null ? k : Pair(strides, 1);
                nint* pair = stackalloc nint[2];
                Check(NativeMethods.ts_max_pool2d_with_indices(
                    input.Handle, (long*)&k, (long*)&s, (long*)&p, (long*)&d, Tensor.Flag(ceil_mode), pair));
                return (new Tensor(pair[0]), new Tensor(pair[1]));
            }

            public static Tensor avg_pool2d(
                Tensor input, long[] kernelSizes, long[]? strides = null, long[]? paddings = null, bool ceil_mode = false, bool count_include_pad = true)
            {
                var kernel = Pair(kernelSizes, 1);
                return AvgPool(input, kernel, strides is null ? kernel : Pair(strides, 1), Pair(paddings, 0), ceil_mode, count_include_pad);
            }

            public static Tensor avg_pool2d(
                Tensor input, long kernelSize, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true)
            {
                long step = stride ?? kernelSize;
                return AvgPool(input, (kernelSize, kernelSize), (step, step), (padding, padding), ceil_mode, count_include_pad);
            }

            public static Tensor avg_pool2d(
                Tensor input, (long, long) kernelSize, (long, long)? stride = null, (long, long)? padding = null,
                bool ceil_mode = false, bool count_include_pad = true) =>
                AvgPool(input, kernelSize, stride ?? kernelSize, padding ?? (0, 0), ceil_mode, count_include_pad);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
            {
                var (height, width) = Pair(output_size, 1);
                return adaptive_avg_pool2d(input, (height, width));
            }

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, (output_size, output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                Tensor.Wrap(NativeMethods.ts_adaptive_avg_pool2d(input.Handle, output_size.Item1, output_size.Item2));

            private static unsafe Tensor MaxPool(
                Tensor input, (long, long) kernel, (long, long) stride, (long, long) padding, (long, long) dilation, bool ceilMode) =>
                Tensor.Wrap(NativeMethods.ts_max_pool2d(
                    input.Handle, (long*)&kernel, (long*)&stride, (long*)&padding, (long*)&dilation, Tensor.Flag(ceilMode)));

            private static unsafe Tensor AvgPool(
                Tensor input, (long, long) kernel, (long, long) stride, (long, long) padding, bool ceilMode, bool countPadding) =>
                Tensor.Wrap(NativeMethods.ts_avg_pool2d(
                    input.Handle, (long*)&kernel, (long*)&stride, (long*)&padding, Tensor.Flag(ceilMode), Tensor.Flag(countPadding)));
        }
    }
}
