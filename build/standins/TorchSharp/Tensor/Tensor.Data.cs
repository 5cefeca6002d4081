using System;
using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        internal unsafe void* Data => (void*)NativeMethods.ts_data(Handle);

        // The memory of a contiguous tensor on the CPU.
        public unsafe Span<byte> bytes
        {
            get
            {
                RequireCpu();
                if (!is_contiguous())
                {
                    throw new NotSupportedException("Bytes of a non-contiguous tensor cannot be read.");
                }
                return new Span<byte>(Data, checked((int)(NumberOfElements * ElementSize)));
            }
            set
            {
                if (value.Length != NumberOfElements * ElementSize)
                {
                    throw new ArgumentException("The number of bytes must match the size of the tensor.", nameof(value));
                }
                value.CopyTo(bytes);
            }
        }

        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            RequireCpu();
            RequireType<T>();
            return new TensorAccessor<T>(this);
        }

        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException("The number of elements in the tensor must be 1.");
            }
            if (device_type != DeviceType.CPU)
            {
                using var copy = cpu();
                return copy.item<T>();
            }
            return data<T>()[new long[ndim]];
        }

        public unsafe Scalar ToScalar()
        {
            int type;
            double floating;
            long integral;
            Check(NativeMethods.ts_item(Handle, &type, &floating, &integral));
            return torch.is_integral((ScalarType)type) ? Scalar.Create(integral, (ScalarType)type) : Scalar.Create(floating, (ScalarType)type);
        }

        public static explicit operator float(Tensor value) => value.ToSingle();

        public static explicit operator double(Tensor value) => value.ToDouble();

        public static explicit operator byte(Tensor value) => value.ToByte();

        public static explicit operator sbyte(Tensor value) => value.ToSByte();

        public static explicit operator short(Tensor value) => value.ToInt16();

        public static explicit operator int(Tensor value) => value.ToInt32();

        public static explicit operator long(Tensor value) => value.ToInt64();

        public static explicit operator bool(Tensor value) => value.ToBoolean();

        private void RequireCpu()
        {
            if (device_type != DeviceType.CPU)
            {
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            }
        }

        private void RequireType<T>()
        {
            if (dtype != TypeOf<T>())
            {
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
            }
        }
    }
}
