using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor select(long dim, long index) => Wrap(NativeMethods.ts_select(Handle, dim, index));

        public Tensor narrow(long dim, long start, long length) => Wrap(NativeMethods.ts_narrow(Handle, dim, start, length));

        public Tensor slice(long dim, long start, long finish, long step) => Wrap(NativeMethods.ts_slice(Handle, dim, start, finish, step));

        public Tensor index_select(long dim, Tensor index) => Wrap(NativeMethods.ts_index_select(Handle, dim, index.Handle));

        public Tensor gather(long dim, Tensor index) => Wrap(NativeMethods.ts_gather(Handle, dim, index.Handle));

        public Tensor scatter(long dim, Tensor index, Tensor src) => Wrap(NativeMethods.ts_scatter(Handle, dim, index.Handle, src.Handle));

        public Tensor scatter_(long dim, Tensor index, Tensor src) => Self(NativeMethods.ts_scatter_(Handle, dim, index.Handle, src.Handle));

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Wrap(NativeMethods.ts_scatter_add(Handle, dim, index.Handle, src.Handle));

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Self(NativeMethods.ts_scatter_add_(Handle, dim, index.Handle, src.Handle));

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Wrap(NativeMethods.ts_index_add(Handle, dim, index.Handle, source.Handle, alpha.Value));

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Self(NativeMethods.ts_index_add_(Handle, dim, index.Handle, source.Handle, alpha.Value));

        public Tensor[] chunk(long chunks, long dim = 0) => HandleList.Fetch(NativeMethods.ts_chunk(Handle, chunks, dim));

        public Tensor[] unbind(long dimension = 0) => HandleList.Fetch(NativeMethods.ts_unbind(Handle, dimension));

        public Tensor[] split(long size, int dim = 0) => HandleList.Fetch(NativeMethods.ts_split(Handle, size, dim));

        public Tensor[] split(params long[] sizes) => split((ReadOnlySpan<long>)sizes, 0);

        public Tensor[] split(long[] sizes, long dim = 0) => split((ReadOnlySpan<long>)sizes, dim);

        public unsafe Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0)
        {
            fixed (long* pointer = sizes)
            {
                return HandleList.Fetch(NativeMethods.ts_split_sizes(Handle, pointer, sizes.Length, dim));
            }
        }
    }

    public static Tensor select(Tensor input, long dim, long index) => input.select(dim, index);

    public static Tensor narrow(Tensor input, long dim, long start, long length) => input.narrow(dim, start, length);

    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);

    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);

    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) => input.scatter(dim, index, src);

    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);

    public static Tensor[] unbind(Tensor input, long dim = 0) => input.unbind(dim);

    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) => tensor.split(split_size_or_sections, dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static unsafe Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        fixed (nint* handles = HandleList.Of(tensors))
        {
            return Tensor.Wrap(NativeMethods.ts_cat(handles, tensors.Count, dim));
        }
    }

    public static unsafe Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        var list = tensors as IList<Tensor> ?? tensors.ToArray();
        fixed (nint* handles = HandleList.Of(list))
        {
            return Tensor.Wrap(NativeMethods.ts_stack(handles, list.Count, dim));
        }
    }

    public static unsafe Tensor einsum(string equation, params Tensor[] tensors)
    {
        var text = System.Text.Encoding.ASCII.GetBytes(equation + '\0');
        fixed (byte* pointer = text)
        {
            fixed (nint* handles = HandleList.Of(tensors))
            {
                return Tensor.Wrap(NativeMethods.ts_einsum(pointer, handles, tensors.Length));
            }
        }
    }

    public static Tensor cdist(
        Tensor x1, Tensor x2, double p = 2, compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary) =>
        Tensor.Wrap(NativeMethods.ts_cdist(x1.Handle, x2.Handle, p, (long)compute_mode));
}
