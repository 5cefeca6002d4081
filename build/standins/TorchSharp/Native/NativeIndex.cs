using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal enum IndexKind : long
{
    None,
    Ellipsis,
    Single,
    Bool,
    Slice,
    Tensor,
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeIndex
{
    internal const long Absent = long.MinValue;

    internal IndexKind Kind;
    internal long First;
    internal long Second;
    internal long Third;
    internal nint Tensor;
}
