using System;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Wrap(NativeMethods.ts_sum(Handle, TypeCode(type)));

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)[dim], keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)[dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            sum((ReadOnlySpan<long>)[dim0, dim1, dim2], keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum(dim.AsSpan(), keepdim, type);

        public unsafe Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dim)
            {
                return Wrap(NativeMethods.ts_sum_dim(Handle, dims, dim.Length, Flag(keepdim), TypeCode(type)));
            }
        }

        public Tensor mean() => Wrap(NativeMethods.ts_mean(Handle));

        public unsafe Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dimensions)
            {
                return Wrap(NativeMethods.ts_mean_dim(Handle, dims, dimensions.Length, Flag(keepdim), TypeCode(type)));
            }
        }

        public Tensor prod(ScalarType? type = null) => Wrap(NativeMethods.ts_prod(Handle, TypeCode(type)));

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) =>
            Wrap(NativeMethods.ts_prod_dim(Handle, dim, Flag(keepdim), TypeCode(type)));

        public Tensor norm(float p = 2) => Wrap(NativeMethods.ts_norm(Handle, p));

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Wrap(NativeMethods.ts_norm_dim(Handle, dim, Flag(keepdim), p));

        public Tensor logsumexp(long dim, bool keepdim = false) => Wrap(NativeMethods.ts_logsumexp(Handle, dim, Flag(keepdim)));

        public Tensor all() => Wrap(NativeMethods.ts_all(Handle));

        public Tensor all(long dim, bool keepdim = false) => Wrap(NativeMethods.ts_all_dim(Handle, dim, Flag(keepdim)));

        public Tensor any() => Wrap(NativeMethods.ts_any(Handle));

        public Tensor any(long dim, bool keepdim = false) => Wrap(NativeMethods.ts_any_dim(Handle, dim, Flag(keepdim)));

        public Tensor median() => Wrap(NativeMethods.ts_median(Handle));

        public Tensor trace() => Wrap(NativeMethods.ts_trace(Handle));

        public Tensor nonzero() => Wrap(NativeMethods.ts_nonzero(Handle));

        public Tensor cumsum(long dim, ScalarType? type = null) => Wrap(NativeMethods.ts_cumsum(Handle, dim, TypeCode(type)));

        public Tensor cumprod(long dim, ScalarType? type = null) => Wrap(NativeMethods.ts_cumprod(Handle, dim, TypeCode(type)));

        public Tensor softmax(long dim, ScalarType? dtype = null) => Wrap(NativeMethods.ts_softmax(Handle, dim, TypeCode(dtype)));

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Wrap(NativeMethods.ts_log_softmax(Handle, dim, TypeCode(dtype)));

        public Tensor bincount(Tensor? weights, long minlength = 0) => Wrap(NativeMethods.ts_bincount(Handle, weights?.Handle ?? 0, minlength));

        internal static int TypeCode(ScalarType? type) => type is null ? -1 : (int)type;

        internal static int Flag(bool value) => value ? 1 : 0;
    }

    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);

    public static Tensor sum(Tensor input, ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => input.sum(dim, keepdim, type);

    public static Tensor sum(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => input.sum(dim, keepdim, type);

    public static Tensor mean(Tensor input) => input.mean();

    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) => input.mean(dimensions, keepdim, type);

    public static Tensor prod(Tensor input, ScalarType? type = null) => input.prod(type);

    public static Tensor prod(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => input.prod(dim, keepdim, type);

    public static Tensor norm(Tensor input) => input.norm();

    public static Tensor norm(Tensor input, float p = 2) => input.norm(p);

    public static Tensor norm(Tensor input, int dimension, bool keepdim = false, float p = 2) => input.norm(dimension, keepdim, p);

    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false) => input.logsumexp(dim, keepdim);

    public static Tensor all(Tensor input) => input.all();

    public static Tensor all(Tensor input, long dim, bool keepdim = false) => input.all(dim, keepdim);

    public static Tensor any(Tensor input) => input.any();

    public static Tensor any(Tensor input, long dim, bool keepdim = false) => input.any(dim, keepdim);

    public static Tensor median(Tensor input) => input.median();

    public static Tensor trace(Tensor input) => input.trace();

    public static Tensor nonzero(Tensor input) => input.nonzero();

    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null) => input.cumsum(dim, type);

    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) => input.bincount(weights, minlength);
}
