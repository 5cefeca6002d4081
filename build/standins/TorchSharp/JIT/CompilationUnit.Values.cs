using System;
using System.Collections.Generic;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        public partial class CompilationUnit
        {
            private static NativeArgument[] ArgumentsOf(object?[] objs, out nint[] listed)
            {
                var arguments = new NativeArgument[objs.Length];
                List<nint>? handles = null;
                for (int i = 0; i < arguments.Length; i++)
                {
                    arguments[i] = objs[i] switch
                    {
                        null => default,
                        Tensor tensor => new NativeArgument(ScriptArgument.Tensor, tensor.Handle, 0),
                        Scalar scalar => Number(scalar),
                        float number => Number(number),
                        double number => Number(number),
                        bool flag => Number(flag),
                        int number => Number(number),
                        long number => Number(number),
                        Tensor?[] tensors => List(tensors, handles ??= []),
                        var other => throw new NotImplementedException($"Passing arguments of type {other.GetType().Name} to TorchScript."),
                    };
                }
                listed = handles is null ? [] : [.. handles];
                return arguments;
            }

            private static NativeArgument Number(Scalar scalar) => new(ScriptArgument.Scalar, scalar.Value.Bits, scalar.Value.Type);

            private static NativeArgument List(Tensor?[] tensors, List<nint> handles)
            {
                int start = handles.Count;
                foreach (var tensor in tensors)
                {
                    handles.Add(tensor?.Handle ?? 0);
                }
                return new NativeArgument(ScriptArgument.Tensors, start, tensors.Length);
            }

            // A tuple of more than five comes back as an array.
            private static object TupleOf(Tensor[] tensors) => tensors switch
            {
                [var a] => a,
                [var a, var b] => (a, b),
                [var a, var b, var c] => (a, b, c),
                [var a, var b, var c, var d] => (a, b, c, d),
                [var a, var b, var c, var d, var e] => (a, b, c, d, e),
                _ => tensors,
            };

            private static Scalar ScalarOf(NativeScalar number)
            {
                var type = (ScalarType)number.Type;
                return type == ScalarType.Float64
                    ? Scalar.Create(BitConverter.Int64BitsToDouble(number.Bits), type)
                    : Scalar.Create(number.Bits, type);
            }
        }
    }
}
