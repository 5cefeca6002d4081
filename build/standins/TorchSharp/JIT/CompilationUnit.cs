using System;
using System.Text;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        // Any number of threads may invoke the functions of a unit at a time; none may while it is disposed.
        public partial class CompilationUnit : IDisposable
        {
            private nint _handle;

            internal CompilationUnit(nint handle)
            {
                _handle = handle;
            }

            ~CompilationUnit()
            {
                Dispose(false);
            }

            public unsafe object? invoke(string name, params object?[] objs)
            {
                if (string.IsNullOrEmpty(name))
                {
                    throw new ArgumentNullException(nameof(name));
                }
                ObjectDisposedException.ThrowIf(_handle == 0, this);
                var arguments = ArgumentsOf(objs, out nint[] listed);
                ScriptResult kind;
                NativeScalar number;
                Tensor[] tensors;
                fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
                fixed (NativeArgument* pointer = arguments)
                fixed (nint* lists = listed)
                {
                    tensors = HandleList.Fetch(NativeMethods.ts_jit_invoke(_handle, text, pointer, arguments.Length, lists, &kind, &number));
                }
                GC.KeepAlive(this);
                return kind switch
                {
                    ScriptResult.Tensor => tensors[0],
                    ScriptResult.Tuple => TupleOf(tensors),
                    ScriptResult.List => tensors,
                    ScriptResult.None => null,
                    ScriptResult.Scalar => ScalarOf(number),
                    _ => throw new NotImplementedException(
                        $"{name}() returning something else than a tensor, a tuple of tensors, or list of tensors."),
                };
            }

            public TResult invoke<TResult>(string name, params object?[] inputs) => (TResult)invoke(name, inputs)!;

            // As in the package, the array is one argument, not the list of all: of the types T can be, only Tensor can be passed so,
            // and the function gets a list of tensors.
            public TResult invoke<T, TResult>(string name, params T[] inputs) => (TResult)invoke(name, [inputs])!;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (_handle != 0)
                {
                    NativeMethods.ts_jit_dispose(_handle);
                    _handle = 0;
                }
            }
        }
    }
}
