using System;
using System.Text;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        public static unsafe CompilationUnit compile(string script)
        {
            if (string.IsNullOrEmpty(script))
            {
                throw new ArgumentNullException(nameof(script));
            }
            fixed (byte* text = Encoding.UTF8.GetBytes(script + '\0'))
            {
                nint handle = NativeMethods.ts_jit_compile(text);
                if (handle == 0)
                {
                    CheckForErrors();
                }
                return new CompilationUnit(handle);
            }
        }
    }
}
