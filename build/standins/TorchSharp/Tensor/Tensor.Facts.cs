using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public ScalarType dtype => (ScalarType)NativeMethods.ts_dtype(Handle);

        public DeviceType device_type => (DeviceType)NativeMethods.ts_device_type(Handle);

        public int device_index => NativeMethods.ts_device_index(Handle);

        public Device device => new(device_type, device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public long ndim => NativeMethods.ts_ndim(Handle);

        public long Dimensions => ndim;

        public long NumberOfElements => NativeMethods.ts_numel(Handle);

        public long ElementSize => NativeMethods.ts_element_size(Handle);

        public bool is_leaf => NativeMethods.ts_is_leaf(Handle) != 0;

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[ndim];
                fixed (long* pointer = sizes)
                {
                    NativeMethods.ts_sizes(Handle, pointer);
                }
                return sizes;
            }
        }

        public long dim() => ndim;

        public long numel() => NumberOfElements;

        public long element_size() => ElementSize;

        public long[] size() => shape;

        public long size(int dim) => shape[Wrapped(dim)];

        public long storage_offset() => NativeMethods.ts_storage_offset(Handle);

        public bool is_contiguous() => NativeMethods.ts_is_contiguous(Handle) != 0;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_cpu() => device_type == DeviceType.CPU;

        public unsafe long[] stride()
        {
            var strides = new long[ndim];
            fixed (long* pointer = strides)
            {
                NativeMethods.ts_strides(Handle, pointer);
            }
            return strides;
        }

        public long stride(int dim) => stride()[Wrapped(dim)];

        private int Wrapped(int dim)
        {
            int rank = (int)ndim;
            return dim >= -rank && dim < rank
                ? (dim + rank) % rank
                : throw new System.ArgumentOutOfRangeException(nameof(dim), dim, $"must be in [{-rank}, {rank - 1}].");
        }
    }

    public static bool is_floating_point(Tensor input) => input.is_floating_point();

    public static bool is_integral(Tensor input) => input.is_integral();

    public static long numel(Tensor input) => input.numel();
}
