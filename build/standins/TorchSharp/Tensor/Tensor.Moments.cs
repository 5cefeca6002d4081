using System;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor std(bool unbiased = true) => Wrap(NativeMethods.ts_std(Handle, Flag(unbiased)));

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std((ReadOnlySpan<long>)[dim], unbiased, keepdim, type);

        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std((ReadOnlySpan<long>)[dim.Item1, dim.Item2], unbiased, keepdim, type);

        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std((ReadOnlySpan<long>)[dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std(dimensions.AsSpan(), unbiased, keepdim, type);

        public unsafe Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dimensions)
            {
                return Wrap(NativeMethods.ts_std_dim(Handle, dims, dimensions.Length, Flag(unbiased), Flag(keepdim))).As(type);
            }
        }

        public Tensor var(bool unbiased = true) => Wrap(NativeMethods.ts_var(Handle, Flag(unbiased)));

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var((ReadOnlySpan<long>)[dim], unbiased, keepdim, type);

        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var((ReadOnlySpan<long>)[dim.Item1, dim.Item2], unbiased, keepdim, type);

        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var((ReadOnlySpan<long>)[dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var(dimensions.AsSpan(), unbiased, keepdim, type);

        public Tensor var(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            var(dimensions.AsSpan(), unbiased: true, keepdim, type);

        public unsafe Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dimensions)
            {
                return Wrap(NativeMethods.ts_var_dim(Handle, dims, dimensions.Length, Flag(unbiased), Flag(keepdim))).As(type);
            }
        }

        public (Tensor, Tensor) var_mean(bool unbiased = true) => var_mean(ReadOnlySpan<long>.Empty, unbiased);

        public (Tensor, Tensor) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean((ReadOnlySpan<long>)[dim], unbiased, keepdim, type);

        public (Tensor, Tensor) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean(dimensions.AsSpan(), unbiased, keepdim, type);

        public unsafe (Tensor, Tensor) var_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            nint* pair = stackalloc nint[2];
            fixed (long* dims = dimensions)
            {
                Check(NativeMethods.ts_var_mean_dim(Handle, dims, dimensions.Length, Flag(unbiased), Flag(keepdim), pair));
            }
            return (new Tensor(pair[0]).As(type), new Tensor(pair[1]).As(type));
        }

        private Tensor As(ScalarType? type)
        {
            if (type is null || type == dtype)
            {
                return this;
            }
            using (this)
            {
                return to_type(type.Value);
            }
        }
    }

    public static Tensor std(Tensor input, bool unbiased = true) => input.std(unbiased);

    public static Tensor std(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std(dimensions, unbiased, keepdim, type);

    public static Tensor std(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std(dimensions, unbiased, keepdim, type);

    public static Tensor var(Tensor input, bool unbiased = true) => input.var(unbiased);

    public static Tensor var(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var(dimensions, unbiased, keepdim, type);

    public static Tensor var(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var(dimensions, unbiased, keepdim, type);

    public static (Tensor, Tensor) var_mean(Tensor input, bool unbiased = true) => input.var_mean(unbiased);

    public static (Tensor, Tensor) var_mean(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var_mean(dimensions, unbiased, keepdim, type);

    public static (Tensor, Tensor) var_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var_mean(dimensions, unbiased, keepdim, type);
}
