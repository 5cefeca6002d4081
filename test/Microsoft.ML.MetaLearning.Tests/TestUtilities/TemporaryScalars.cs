using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using TorchSharp;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>What makes scalars that nothing keeps alive, read from the code of TorchSharp itself.</summary>
internal static class TemporaryScalars
{
    /// <summary>What a scalar is made by that its maker can keep alive.</summary>
    public const string Conversion = nameof(torch.Tensor.ToScalar);

    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
        | BindingFlags.Instance;
    private const byte TwoBytes = 0xFE;

    private static readonly Dictionary<int, OpCode> s_opCodes =
        typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => (int)(ushort)o.Value);

    private static readonly Type[] s_types = [typeof(Scalar), typeof(ScalarExtensionMethods), typeof(torch.Tensor)];

    /// <summary>The conversions to scalars, and every method that uses one or calls a method that does.</summary>
    public static IReadOnlySet<MethodBase> Makers { get; } = Find();

    private static HashSet<MethodBase> Find()
    {
        var callers = (
            from type in typeof(Scalar).Assembly.GetTypes()
            where type != typeof(Scalar)
            from method in type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared))
            from called in Called(method)
            select (called, method)).ToLookup(c => c.called, c => c.method);
        var found = s_types.SelectMany(t => t.GetMethods()).Where(m =>
            m.ReturnType == typeof(Scalar) && m.Name is "op_Implicit" or Conversion or "ToBFloat16Scalar").ToHashSet<MethodBase>();
        var next = new Queue<MethodBase>(found);
        while (next.TryDequeue(out var method))
            foreach (var caller in callers[method])
                if (found.Add(caller))
                    next.Enqueue(caller);
        return found;
    }

    /// <summary>The methods of this assembly that a method calls or makes delegates of.</summary>
    private static IEnumerable<MethodBase> Called(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var value = code[at++];
            var opCode = s_opCodes[value == TwoBytes ? TwoBytes << 8 | code[at++] : value];
            if (opCode.OperandType == OperandType.InlineMethod && Resolve(method, BitConverter.ToInt32(code, at)) is { } called
                && called.Module == method.Module)
                yield return called;
            at += OperandSize(opCode.OperandType, code, at);
        }
    }

    private static MethodBase? Resolve(MethodBase from, int token)
    {
        var called = from.Module.ResolveMethod(
            token, from.DeclaringType!.GetGenericArguments(), from.IsGenericMethod ? from.GetGenericArguments() : null);
        return called is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : called;
    }

    private static int OperandSize(OperandType type, byte[] code, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
        _ => 4,
    };
}
