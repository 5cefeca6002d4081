using System.Runtime.InteropServices;

namespace TorchSharp.Native;

// A number as native code takes it: the bits of a double or of an integer, and which of the two. A negative type is "no value".
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeScalar(long bits, long type)
{
    internal readonly long Bits = bits;
    internal readonly long Type = type;

    internal static NativeScalar None => new(0, -1);

    internal static NativeScalar One => new(1, (long)torch.ScalarType.Int64);
}
