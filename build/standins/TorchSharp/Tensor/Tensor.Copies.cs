using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor clone() => Wrap(NativeMethods.ts_clone(Handle));

        public Tensor alias() => Wrap(NativeMethods.ts_alias(Handle));

        public Tensor contiguous() => Wrap(NativeMethods.ts_contiguous(Handle));

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Self(NativeMethods.ts_copy_(Handle, source.Handle, Flag(nonBlocking)));

        public Tensor fill_(Scalar value) => Self(NativeMethods.ts_fill_(Handle, value.Value));

        public Tensor zero_() => Self(NativeMethods.ts_zero_(Handle));

        public Tensor cpu() => To(dtype, DeviceType.CPU, -1, copy: false, disposeAfter: false, non_blocking: false);

        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            device = InitializeDevice(device);
            return To(type, device.type, device.index, copy, disposeAfter, non_blocking);
        }

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(type, device_type, device_index, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) =>
            To(other.dtype, other.device_type, other.device_index, copy: false, disposeAfter: false, non_blocking);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(type, copy, disposeAfter, non_blocking);

        public Tensor type(ScalarType dtype) => to_type(dtype);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor @byte() => to_type(ScalarType.Byte);

        public Tensor @short() => to_type(ScalarType.Int16);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor half() => to_type(ScalarType.Float16);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        private Tensor To(ScalarType type, DeviceType deviceType, int deviceIndex, bool copy, bool disposeAfter, bool non_blocking)
        {
            var result = Wrap(NativeMethods.ts_to(Handle, (int)type, (int)deviceType, deviceIndex, Flag(non_blocking), Flag(copy)));
            if (disposeAfter)
            {
                Dispose();
            }
            return result;
        }
    }

    public static Tensor clone(Tensor input) => input.clone();
}
