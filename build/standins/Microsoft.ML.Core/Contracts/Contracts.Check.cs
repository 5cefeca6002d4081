using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Runtime;

/// <summary>Argument and state checks. The forms with a context let the host describe itself in the exception.</summary>
internal static partial class Contracts
{
    public static void Check([DoesNotReturnIf(false)] bool f) => Check(null, f);

    public static void Check([DoesNotReturnIf(false)] bool f, string msg) => Check(null, f, msg);

    public static void Check(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f)
    {
        if (!f)
        {
            throw Except(ctx);
        }
    }

    public static void Check(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string msg)
    {
        if (!f)
        {
            throw Except(ctx, msg);
        }
    }

    public static void CheckAlive(this IHostEnvironment env)
    {
        if (env is ICancelable { IsCanceled: true })
        {
            throw Process(new OperationCanceledException("Operation was canceled."), env);
        }
    }

    public static void CheckUserArg([DoesNotReturnIf(false)] bool f, string name)
        => CheckUserArg(null, f, name);

    public static void CheckUserArg(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string name)
    {
        if (!f)
        {
            throw ExceptUserArg(ctx, name);
        }
    }

    public static void CheckUserArg([DoesNotReturnIf(false)] bool f, string name, string msg)
        => CheckUserArg(null, f, name, msg);

    public static void CheckUserArg(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string name, string msg)
    {
        if (!f)
        {
            throw ExceptUserArg(ctx, name, msg);
        }
    }

    public static void CheckParam([DoesNotReturnIf(false)] bool f, string paramName)
        => CheckParam(null, f, paramName);

    public static void CheckParam(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string paramName)
    {
        if (!f)
        {
            throw ExceptParam(ctx, paramName);
        }
    }

    public static void CheckParam([DoesNotReturnIf(false)] bool f, string paramName, string msg)
        => CheckParam(null, f, paramName, msg);

    public static void CheckParam(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string paramName, string msg)
    {
        if (!f)
        {
            throw ExceptParam(ctx, paramName, msg);
        }
    }

    public static void CheckParamValue<T>([DoesNotReturnIf(false)] bool f, T value, string paramName, string msg)
        => CheckParamValue(null, f, value, paramName, msg);

    public static void CheckParamValue<T>(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, T value, string paramName, string msg)
    {
        if (!f)
        {
            throw ExceptParamValue(ctx, value, paramName, msg);
        }
    }

    public static void CheckValue<T>([NotNull] T? val, string paramName)
        where T : class
        => CheckValue(null, val, paramName);

    public static void CheckValue<T>(this IExceptionContext? ctx, [NotNull] T? val, string paramName)
        where T : class
    {
        if (val == null)
        {
            throw ExceptValue(ctx, paramName);
        }
    }

    public static T CheckValue<T>([NotNull] T? val, string paramName, string msg)
        where T : class
        => CheckValue(null, val, paramName, msg);

    public static T CheckValue<T>(this IExceptionContext? ctx, [NotNull] T? val, string paramName, string msg)
        where T : class
    {
        if (val == null)
        {
            throw ExceptValue(ctx, paramName, msg);
        }
        return val;
    }

    public static T CheckRef<T>([NotNull] T? val, string paramName)
        where T : class
        => CheckRef(null, val, paramName);

    public static T CheckRef<T>(this IExceptionContext? ctx, [NotNull] T? val, string paramName)
        where T : class
    {
        if (val == null)
        {
            throw ExceptValue(ctx, paramName);
        }
        return val;
    }

    public static string CheckNonEmpty([NotNull] string? s, string paramName)
        => CheckNonEmpty(null as IExceptionContext, s, paramName);

    public static string CheckNonEmpty(this IExceptionContext? ctx, [NotNull] string? s, string paramName)
    {
        if (string.IsNullOrEmpty(s))
        {
            throw ExceptEmpty(ctx, paramName);
        }
        return s;
    }

    public static string CheckNonEmpty([NotNull] string? s, string paramName, string msg)
        => CheckNonEmpty(null as IExceptionContext, s, paramName, msg);

    public static string CheckNonEmpty(this IExceptionContext? ctx, [NotNull] string? s, string paramName, string msg)
    {
        if (string.IsNullOrEmpty(s))
        {
            throw ExceptEmpty(ctx, paramName, msg);
        }
        return s;
    }

    public static string CheckNonWhiteSpace([NotNull] string? s, string paramName)
        => CheckNonWhiteSpace(null as IExceptionContext, s, paramName);

    public static string CheckNonWhiteSpace(this IExceptionContext? ctx, [NotNull] string? s, string paramName)
    {
        if (string.IsNullOrWhiteSpace(s))
        {
            throw ExceptWhiteSpace(ctx, paramName);
        }
        return s;
    }

    public static string CheckNonWhiteSpace([NotNull] string? s, string paramName, string msg)
        => CheckNonWhiteSpace(null as IExceptionContext, s, paramName, msg);

    public static string CheckNonWhiteSpace(this IExceptionContext? ctx, [NotNull] string? s, string paramName, string msg)
    {
        if (string.IsNullOrWhiteSpace(s))
        {
            throw ExceptWhiteSpace(ctx, paramName, msg);
        }
        return s;
    }

    public static T[] CheckNonEmpty<T>([NotNull] T[]? args, string paramName)
        => CheckNonEmpty(null as IExceptionContext, args, paramName);

    public static T[] CheckNonEmpty<T>(this IExceptionContext? ctx, [NotNull] T[]? args, string paramName)
    {
        if (args == null || args.Length == 0)
        {
            throw ExceptEmpty(ctx, paramName);
        }
        return args;
    }

    public static T[] CheckNonEmpty<T>([NotNull] T[]? args, string paramName, string msg)
        => CheckNonEmpty(null as IExceptionContext, args, paramName, msg);

    public static T[] CheckNonEmpty<T>(this IExceptionContext? ctx, [NotNull] T[]? args, string paramName, string msg)
    {
        if (args == null || args.Length == 0)
        {
            throw ExceptEmpty(ctx, paramName, msg);
        }
        return args;
    }

    public static ICollection<T> CheckNonEmpty<T>([NotNull] ICollection<T>? args, string paramName)
        => CheckNonEmpty(null as IExceptionContext, args, paramName);

    public static ICollection<T> CheckNonEmpty<T>(this IExceptionContext? ctx, [NotNull] ICollection<T>? args, string paramName)
    {
        if (args == null || args.Count == 0)
        {
            throw ExceptEmpty(ctx, paramName);
        }
        return args;
    }

    public static ICollection<T> CheckNonEmpty<T>([NotNull] ICollection<T>? args, string paramName, string msg)
        => CheckNonEmpty(null as IExceptionContext, args, paramName, msg);

    public static ICollection<T> CheckNonEmpty<T>(this IExceptionContext? ctx, [NotNull] ICollection<T>? args, string paramName, string msg)
    {
        if (args == null || args.Count == 0)
        {
            throw ExceptEmpty(ctx, paramName, msg);
        }
        return args;
    }

    public static void CheckDecode([DoesNotReturnIf(false)] bool f)
        => CheckDecode(null, f);

    public static void CheckDecode(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f)
    {
        if (!f)
        {
            throw ExceptDecode(ctx);
        }
    }

    public static void CheckDecode([DoesNotReturnIf(false)] bool f, string msg)
        => CheckDecode(null, f, msg);

    public static void CheckDecode(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string msg)
    {
        if (!f)
        {
            throw ExceptDecode(ctx, msg);
        }
    }

    public static void CheckIO([DoesNotReturnIf(false)] bool f)
        => CheckIO(null, f);

    public static void CheckIO(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f)
    {
        if (!f)
        {
            throw ExceptIO(ctx);
        }
    }

    public static void CheckIO([DoesNotReturnIf(false)] bool f, string msg)
        => CheckIO(null, f, msg);

    public static void CheckIO(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string msg)
    {
        if (!f)
        {
            throw ExceptIO(ctx, msg);
        }
    }
}
