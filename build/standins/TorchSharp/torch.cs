using System;
using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU, -1);

    private static ScalarType s_defaultType = ScalarType.Float32;
    private static Device s_defaultDevice = CPU;

    public static Device CUDA
    {
        get
        {
            InitializeDeviceType(DeviceType.CUDA);
            return new Device(DeviceType.CUDA, -1);
        }
    }

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(index);

    public static ScalarType get_default_dtype() => s_defaultType;

    public static void set_default_dtype(ScalarType dtype) => s_defaultType = dtype;

    public static Device get_default_device() => s_defaultDevice;

    public static void set_default_device(Device device) => s_defaultDevice = device;

    public static bool cuda_is_available() => false;

    // The distribution's libtorch is built for the CPU alone.
    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType == DeviceType.CPU;

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
        {
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine.");
        }
    }

    public static Device InitializeDevice(Device? device)
    {
        device ??= get_default_device();
        InitializeDeviceType(device.type);
        return device;
    }

    public static int get_num_threads() => NativeMethods.ts_num_threads();

    public static void set_num_threads(int num) => Check(NativeMethods.ts_set_num_threads(num));

    public static int get_num_interop_threads() => NativeMethods.ts_num_interop_threads();

    public static void set_num_interop_threads(int num) => Check(NativeMethods.ts_set_num_interop_threads(num));

    public static unsafe void CheckForErrors()
    {
        int length = NativeMethods.ts_last_error(null, 0);
        if (length == 0)
        {
            return;
        }
        var message = new byte[length];
        fixed (byte* pointer = message)
        {
            NativeMethods.ts_last_error(pointer, length);
        }
        throw new ExternalException(System.Text.Encoding.UTF8.GetString(message));
    }

    internal static void Check(int status)
    {
        if (status != 0)
        {
            CheckForErrors();
        }
    }
}
