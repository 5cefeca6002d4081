using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal enum ScriptArgument : long
{
    None,
    Tensor,
    Scalar,
    Tensors,
}

internal enum ScriptResult : long
{
    Unsupported,
    Tensor,
    Tuple,
    List,
    None,
    Scalar,
}

// An argument of a TorchScript function: a tensor's handle, a number's bits and type, or where a list's handles begin and how many there are.
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeArgument(ScriptArgument kind, long first, long second)
{
    internal readonly ScriptArgument Kind = kind;
    internal readonly long First = first;
    internal readonly long Second = second;
}
