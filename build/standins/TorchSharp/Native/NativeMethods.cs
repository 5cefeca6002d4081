using System.Runtime.CompilerServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    private const string Library = "torchshim";
}
