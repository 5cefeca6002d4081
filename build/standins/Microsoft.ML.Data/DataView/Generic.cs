using System;
using System.Linq;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Calls a generic method with type arguments known only at run time.</summary>
internal static class Generic
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    public static TResult Call<TResult>(Type owner, string method, Type[] typeArguments, params object?[] arguments)
        => Invoke<TResult>(owner, null, method, typeArguments, arguments);

    public static TResult Call<TResult>(object target, string method, Type[] typeArguments, params object?[] arguments)
        => Invoke<TResult>(target.GetType(), target, method, typeArguments, arguments);

    private static TResult Invoke<TResult>(Type owner, object? target, string method, Type[] typeArguments, object?[] arguments)
    {
        MethodInfo definition = owner.GetMethods(Any).Single(m => m.Name == method && m.GetGenericArguments().Length == typeArguments.Length);
        MethodInfo instance = definition.MakeGenericMethod(typeArguments);
        return (TResult)instance.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }
}
