using System.Collections.Generic;

namespace TorchSharp.Native;

internal static unsafe class HandleList
{
    internal static nint[] Of(IList<torch.Tensor>? tensors)
    {
        if (tensors is null || tensors.Count == 0)
        {
            return [];
        }
        var handles = new nint[tensors.Count];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = tensors[i].Handle;
        }
        return handles;
    }

    // The list that the last native call on this thread left behind.
    internal static torch.Tensor[] Fetch(long count)
    {
        if (count < 0)
        {
            torch.CheckForErrors();
        }
        var handles = new nint[count];
        fixed (nint* pointer = handles)
        {
            NativeMethods.ts_fetch(pointer);
        }
        var tensors = new torch.Tensor[count];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new torch.Tensor(handles[i]);
        }
        return tensors;
    }
}
