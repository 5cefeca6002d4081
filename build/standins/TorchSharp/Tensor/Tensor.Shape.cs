using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor T => Wrap(NativeMethods.ts_t(Handle));

        public Tensor t() => Wrap(NativeMethods.ts_t(Handle));

        public Tensor transpose(long dim0, long dim1) => Wrap(NativeMethods.ts_transpose(Handle, dim0, dim1));

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public unsafe Tensor permute(params long[] permutation)
        {
            fixed (long* dims = permutation)
            {
                return Wrap(NativeMethods.ts_permute(Handle, dims, permutation.Length));
            }
        }

        public unsafe Tensor reshape(params long[] shape)
        {
            fixed (long* dims = shape)
            {
                return Wrap(NativeMethods.ts_reshape(Handle, dims, shape.Length));
            }
        }

        public unsafe Tensor view(params long[] shape)
        {
            fixed (long* dims = shape)
            {
                return Wrap(NativeMethods.ts_view(Handle, dims, shape.Length));
            }
        }

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor expand(params long[] sizes) => expand((ReadOnlySpan<long>)sizes, false);

        public Tensor expand(long[] sizes, bool isImplicit = false) => expand((ReadOnlySpan<long>)sizes, isImplicit);

        public unsafe Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
        {
            fixed (long* dims = sizes)
            {
                return Wrap(NativeMethods.ts_expand(Handle, dims, sizes.Length, Flag(isImplicit)));
            }
        }

        public Tensor expand_as(Tensor other) => expand((ReadOnlySpan<long>)other.shape);

        public Tensor broadcast_to(params long[] shape) => expand((ReadOnlySpan<long>)shape);

        public unsafe Tensor repeat(params long[] sizes)
        {
            fixed (long* dims = sizes)
            {
                return Wrap(NativeMethods.ts_repeat(Handle, dims, sizes.Length));
            }
        }

        public unsafe Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null)
        {
            RequireOutputSize(output_size, repeats * (dim is null ? NumberOfElements : size((int)dim.Value)));
            long value = dim.GetValueOrDefault();
            return Wrap(NativeMethods.ts_repeat_interleave(Handle, repeats, dim is null ? null : &value));
        }

        public unsafe Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null)
        {
            if (output_size is not null)
            {
                using var total = repeats.sum();
                RequireOutputSize(output_size, total.ToInt64());
            }
            long value = dim.GetValueOrDefault();
            return Wrap(NativeMethods.ts_repeat_interleave_tensor(Handle, repeats.Handle, dim is null ? null : &value));
        }

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Wrap(NativeMethods.ts_flatten(Handle, start_dim, end_dim));

        public unsafe Tensor unflatten(long dim, params long[] sizes)
        {
            fixed (long* pointer = sizes)
            {
                return Wrap(NativeMethods.ts_unflatten(Handle, dim, pointer, sizes.Length));
            }
        }

        public unsafe Tensor squeeze(long? dim = null)
        {
            long value = dim.GetValueOrDefault();
            return Wrap(NativeMethods.ts_squeeze(Handle, dim is null ? null : &value));
        }

        public Tensor unsqueeze(long dim) => Wrap(NativeMethods.ts_unsqueeze(Handle, dim));

        public unsafe Tensor flip(params long[] dims)
        {
            fixed (long* pointer = dims)
            {
                return Wrap(NativeMethods.ts_flip(Handle, pointer, dims.Length));
            }
        }

        public Tensor rot90(long k = 1, (long, long)? dims = null)
        {
            var (first, second) = dims ?? (0, 1);
            return Wrap(NativeMethods.ts_rot90(Handle, k, first, second));
        }

        public Tensor roll(long shifts, long? dims = null) =>
            roll((ReadOnlySpan<long>)[shifts], dims is null ? default : (ReadOnlySpan<long>)[dims.Value]);

        public Tensor roll(long[] shifts) => roll(shifts.AsSpan(), default);

        public Tensor roll(long[] shifts, long[] dims) => roll(shifts.AsSpan(), dims.AsSpan());

        public Tensor roll((long, long) shifts, (long, long) dims) =>
            roll((ReadOnlySpan<long>)[shifts.Item1, shifts.Item2], (ReadOnlySpan<long>)[dims.Item1, dims.Item2]);

        public unsafe Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default)
        {
            fixed (long* shiftPointer = shifts, dimPointer = dims)
            {
                return Wrap(NativeMethods.ts_roll(Handle, shiftPointer, shifts.Length, dimPointer, dims.Length));
            }
        }

        public Tensor diag(long diagonal = 0) => Wrap(NativeMethods.ts_diag(Handle, diagonal));

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 0) => Wrap(NativeMethods.ts_diagonal(Handle, offset, dim1, dim2));

        public Tensor tril(long diagonal = 0) => Wrap(NativeMethods.ts_tril(Handle, diagonal));

        public Tensor triu(long diagonal = 0) => Wrap(NativeMethods.ts_triu(Handle, diagonal));

        public Tensor unfold(long dimension, long size, long step) => Wrap(NativeMethods.ts_unfold(Handle, dimension, size, step));

        private static void RequireOutputSize(long? stated, long actual)
        {
            if (stated is not null && stated != actual)
            {
                throw new ArgumentException($"The output size must be {actual}, not {stated}.");
            }
        }
    }

    public static Tensor t(Tensor input) => input.t();

    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);

    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);

    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);

    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);

    public static Tensor squeeze(Tensor input, long? dim = null) => input.squeeze(dim);

    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);

    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);

    public static Tensor roll(Tensor input, long shifts, long? dims = null) => input.roll(shifts, dims);

    public static Tensor roll(Tensor input, long[] shifts) => input.roll(shifts);

    public static Tensor roll(Tensor input, long[] shifts, long[] dims) => input.roll(shifts, dims);

    public static Tensor roll(Tensor input, (long, long) shifts, (long, long) dims) => input.roll(shifts, dims);

    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null) =>
        input.repeat_interleave(repeats, dim, output_size);

    public static Tensor repeat_interleave(Tensor input, Tensor repeats, long? dim = null, long? output_size = null) =>
        input.repeat_interleave(repeats, dim, output_size);

    public static Tensor diag(Tensor input, long diagonal = 0) => input.diag(diagonal);

    public static Tensor diagonal(Tensor input, long offset = 0, long dim1 = 0, long dim2 = 0) => input.diagonal(offset, dim1, dim2);

    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);

    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);
}
