using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor max() => Wrap(NativeMethods.ts_max(Handle));

        public Tensor max(Tensor other) => maximum(other);

        public unsafe (Tensor, Tensor) max(long dim, bool keepdim = false)
        {
            nint* pair = stackalloc nint[2];
            Check(NativeMethods.ts_max_dim(Handle, dim, Flag(keepdim), pair));
            return (new Tensor(pair[0]), new Tensor(pair[1]));
        }

        public Tensor min() => Wrap(NativeMethods.ts_min(Handle));

        public Tensor min(Tensor other) => minimum(other);

        public unsafe (Tensor, Tensor) min(long dim, bool keepdim = false)
        {
            nint* pair = stackalloc nint[2];
            Check(NativeMethods.ts_min_dim(Handle, dim, Flag(keepdim), pair));
            return (new Tensor(pair[0]), new Tensor(pair[1]));
        }

        public unsafe Tensor amax(params long[] dims)
        {
            fixed (long* pointer = dims)
            {
                return Wrap(NativeMethods.ts_amax(Handle, pointer, dims.Length, 0));
            }
        }

        public unsafe Tensor amin(params long[] dims)
        {
            fixed (long* pointer = dims)
            {
                return Wrap(NativeMethods.ts_amin(Handle, pointer, dims.Length, 0));
            }
        }

        public unsafe Tensor argmax() => Wrap(NativeMethods.ts_argmax(Handle, null, 0));

        public unsafe Tensor argmax(long dim, bool keepdim = false) => Wrap(NativeMethods.ts_argmax(Handle, &dim, Flag(keepdim)));

        public unsafe Tensor argmin() => Wrap(NativeMethods.ts_argmin(Handle, null, 0));

        public unsafe Tensor argmin(long dim, bool keepdim = false) => Wrap(NativeMethods.ts_argmin(Handle, &dim, Flag(keepdim)));

        public Tensor argsort(long dim = -1, bool descending = false) => Wrap(NativeMethods.ts_argsort(Handle, dim, Flag(descending)));

        public unsafe (Tensor, Tensor) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            nint* pair = stackalloc nint[2];
            Check(NativeMethods.ts_sort(Handle, dim, Flag(descending), Flag(stable), pair));
            return (new Tensor(pair[0]), new Tensor(pair[1]));
        }

        public unsafe (Tensor, Tensor) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            nint* pair = stackalloc nint[2];
            Check(NativeMethods.ts_topk(Handle, k, dim, Flag(largest), Flag(sorted), pair));
            return (new Tensor(pair[0]), new Tensor(pair[1]));
        }
    }

    public static Tensor max(Tensor input) => input.max();

    public static Tensor max(Tensor input, Tensor other) => input.max(other);

    public static (Tensor, Tensor) max(Tensor input, long dim, bool keepdim = false) => input.max(dim, keepdim);

    public static Tensor min(Tensor input) => input.min();

    public static Tensor min(Tensor input, Tensor other) => input.min(other);

    public static (Tensor, Tensor) min(Tensor input, long dim, bool keepdim = false) => input.min(dim, keepdim);

    public static Tensor argmax(Tensor input) => input.argmax();

    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => input.argmax(dim, keepdim);

    public static Tensor argmin(Tensor input) => input.argmin();

    public static Tensor argmin(Tensor input, long dim, bool keepdim = false) => input.argmin(dim, keepdim);

    public static Tensor argsort(Tensor input, long dim = -1, bool descending = false) => input.argsort(dim, descending);

    public static (Tensor, Tensor) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) =>
        input.sort(dim, descending, stable);

    public static (Tensor, Tensor) topk(Tensor tensor, int k, int dim = -1, bool largest = true, bool sorted = true) =>
        tensor.topk(k, dim, largest, sorted);
}
