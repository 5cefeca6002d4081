using System;
using System.Globalization;
using System.IO;

namespace Microsoft.ML.Runtime;

internal static partial class Contracts
{
    public const string IsMarkedKey = "ML_IsMarked";

    public static bool IsMarked(this Exception? ex) => ex != null && ex.Data.Contains(IsMarkedKey);

    public static TException Mark<TException>(TException ex)
        where TException : Exception
    {
        ex.Data[IsMarkedKey] = 1;
        return ex;
    }

    public static TException Process<TException>(this TException ex, IExceptionContext? ectx = null)
        where TException : Exception
        => ectx == null ? Mark(ex) : ectx.Process(ex);

    public static Exception Except() => Except(null as IExceptionContext);

    public static Exception Except(this IExceptionContext? ctx) => Process(new InvalidOperationException(), ctx);

    public static Exception Except(string msg) => Except(null as IExceptionContext, msg);

    public static Exception Except(this IExceptionContext? ctx, string msg) => Process(new InvalidOperationException(msg), ctx);

    public static Exception Except(string msg, params object[] args) => Except(null as IExceptionContext, Format(msg, args));

    public static Exception Except(this IExceptionContext? ctx, string msg, params object[] args) => Except(ctx, Format(msg, args));

    public static Exception Except(Exception inner, string msg) => Except(null, inner, msg);

    public static Exception Except(this IExceptionContext? ctx, Exception inner, string msg) => Process(new InvalidOperationException(msg, inner), ctx);

    public static Exception Except(Exception inner, string msg, params object[] args) => Except(null, inner, Format(msg, args));

    public static Exception Except(this IExceptionContext? ctx, Exception inner, string msg, params object[] args)
        => Except(ctx, inner, Format(msg, args));

    public static Exception ExceptDecode() => ExceptDecode(null as IExceptionContext);

    public static Exception ExceptDecode(this IExceptionContext? ctx) => Process(new FormatException(), ctx);

    public static Exception ExceptDecode(string msg) => ExceptDecode(null as IExceptionContext, msg);

    public static Exception ExceptDecode(this IExceptionContext? ctx, string msg) => Process(new FormatException(msg), ctx);

    public static Exception ExceptDecode(string msg, params object[] args) => ExceptDecode(null as IExceptionContext, Format(msg, args));

    public static Exception ExceptDecode(this IExceptionContext? ctx, string msg, params object[] args) => ExceptDecode(ctx, Format(msg, args));

    public static Exception ExceptDecode(Exception inner, string msg) => ExceptDecode(null, inner, msg);

    public static Exception ExceptDecode(this IExceptionContext? ctx, Exception inner, string msg) => Process(new FormatException(msg, inner), ctx);

    public static Exception ExceptDecode(Exception inner, string msg, params object[] args) => ExceptDecode(null, inner, Format(msg, args));

    public static Exception ExceptDecode(this IExceptionContext? ctx, Exception inner, string msg, params object[] args)
        => ExceptDecode(ctx, inner, Format(msg, args));

    public static Exception ExceptIO() => ExceptIO(null as IExceptionContext);

    public static Exception ExceptIO(this IExceptionContext? ctx) => Process(new IOException(), ctx);

    public static Exception ExceptIO(string msg) => ExceptIO(null as IExceptionContext, msg);

    public static Exception ExceptIO(this IExceptionContext? ctx, string msg) => Process(new IOException(msg), ctx);

    public static Exception ExceptIO(string msg, params object[] args) => ExceptIO(null as IExceptionContext, Format(msg, args));

    public static Exception ExceptIO(this IExceptionContext? ctx, string msg, params object[] args) => ExceptIO(ctx, Format(msg, args));

    public static Exception ExceptIO(Exception inner, string msg) => ExceptIO(null, inner, msg);

    public static Exception ExceptIO(this IExceptionContext? ctx, Exception inner, string msg) => Process(new IOException(msg, inner), ctx);

    public static Exception ExceptIO(Exception inner, string msg, params object[] args) => ExceptIO(null, inner, Format(msg, args));

    public static Exception ExceptIO(this IExceptionContext? ctx, Exception inner, string msg, params object[] args)
        => ExceptIO(ctx, inner, Format(msg, args));

    public static Exception ExceptNotSupp() => ExceptNotSupp(null as IExceptionContext);

    public static Exception ExceptNotSupp(this IExceptionContext? ctx) => Process(new NotSupportedException(), ctx);

    public static Exception ExceptNotSupp(string msg) => ExceptNotSupp(null as IExceptionContext, msg);

    public static Exception ExceptNotSupp(this IExceptionContext? ctx, string msg) => Process(new NotSupportedException(msg), ctx);

    public static Exception ExceptNotSupp(string msg, params object[] args) => ExceptNotSupp(null as IExceptionContext, Format(msg, args));

    public static Exception ExceptNotSupp(this IExceptionContext? ctx, string msg, params object[] args) => ExceptNotSupp(ctx, Format(msg, args));

    public static Exception ExceptUserArg(string name) => ExceptUserArg(null as IExceptionContext, name);

    public static Exception ExceptUserArg(this IExceptionContext? ctx, string name) => Process(new ArgumentOutOfRangeException(name), ctx);

    public static Exception ExceptUserArg(string name, string msg) => ExceptUserArg(null, name, msg);

    public static Exception ExceptUserArg(this IExceptionContext? ctx, string name, string msg) => Process(new ArgumentOutOfRangeException(name, msg), ctx);

    public static Exception ExceptUserArg(string name, string msg, params object[] args) => ExceptUserArg(null, name, Format(msg, args));

    public static Exception ExceptUserArg(this IExceptionContext? ctx, string name, string msg, params object[] args)
        => ExceptUserArg(ctx, name, Format(msg, args));

    public static Exception ExceptParam(string paramName) => ExceptParam(null as IExceptionContext, paramName);

    public static Exception ExceptParam(this IExceptionContext? ctx, string paramName) => Process(new ArgumentOutOfRangeException(paramName), ctx);

    public static Exception ExceptParam(string paramName, string msg) => ExceptParam(null, paramName, msg);

    public static Exception ExceptParam(this IExceptionContext? ctx, string paramName, string msg) => Process(new ArgumentOutOfRangeException(paramName, msg), ctx);

    public static Exception ExceptParam(string paramName, string msg, params object[] args) => ExceptParam(null, paramName, Format(msg, args));

    public static Exception ExceptParam(this IExceptionContext? ctx, string paramName, string msg, params object[] args)
        => ExceptParam(ctx, paramName, Format(msg, args));

    public static Exception ExceptValue(string paramName) => ExceptValue(null as IExceptionContext, paramName);

    public static Exception ExceptValue(this IExceptionContext? ctx, string paramName) => Process(new ArgumentNullException(paramName), ctx);

    public static Exception ExceptValue(string paramName, string msg) => ExceptValue(null, paramName, msg);

    public static Exception ExceptValue(this IExceptionContext? ctx, string paramName, string msg) => Process(new ArgumentNullException(paramName, msg), ctx);

    public static Exception ExceptValue(string paramName, string msg, params object[] args) => ExceptValue(null, paramName, Format(msg, args));

    public static Exception ExceptValue(this IExceptionContext? ctx, string paramName, string msg, params object[] args)
        => ExceptValue(ctx, paramName, Format(msg, args));

    public static Exception ExceptEmpty(string paramName) => ExceptEmpty(null as IExceptionContext, paramName);

    public static Exception ExceptEmpty(this IExceptionContext? ctx, string paramName) => Process(new ArgumentException($"{paramName} cannot be null or empty.", paramName), ctx);

    public static Exception ExceptEmpty(string paramName, string msg) => ExceptEmpty(null, paramName, msg);

    public static Exception ExceptEmpty(this IExceptionContext? ctx, string paramName, string msg) => Process(new ArgumentException(msg, paramName), ctx);

    public static Exception ExceptEmpty(string paramName, string msg, params object[] args) => ExceptEmpty(null, paramName, Format(msg, args));

    public static Exception ExceptEmpty(this IExceptionContext? ctx, string paramName, string msg, params object[] args)
        => ExceptEmpty(ctx, paramName, Format(msg, args));

    public static Exception ExceptParamValue<T>(T value, string paramName, string msg) => ExceptParamValue(null, value, paramName, msg);

    public static Exception ExceptParamValue<T>(this IExceptionContext? ctx, T value, string paramName, string msg)
        => Process(new ArgumentOutOfRangeException(paramName, value, msg), ctx);

    public static Exception ExceptWhiteSpace(string paramName) => ExceptWhiteSpace(null as IExceptionContext, paramName);

    public static Exception ExceptWhiteSpace(this IExceptionContext? ctx, string paramName)
        => ExceptWhiteSpace(ctx, paramName, $"{paramName} cannot be null or white space.");

    public static Exception ExceptWhiteSpace(string paramName, string msg) => ExceptWhiteSpace(null, paramName, msg);

    public static Exception ExceptWhiteSpace(this IExceptionContext? ctx, string paramName, string msg)
        => Process(new ArgumentException(msg, paramName), ctx);

    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName)
        => ExceptSchemaMismatch(null, paramName, columnRole, columnName);

    public static Exception ExceptSchemaMismatch(this IExceptionContext? ctx, string paramName, string columnRole, string columnName)
        => ExceptParam(ctx, paramName, $"Could not find {columnRole} column '{columnName}'");

    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName, string expectedType, string actualType)
        => ExceptSchemaMismatch(null, paramName, columnRole, columnName, expectedType, actualType);

    public static Exception ExceptSchemaMismatch(
        this IExceptionContext? ctx, string paramName, string columnRole, string columnName, string expectedType, string actualType)
        => ExceptParam(ctx, paramName, $"Schema mismatch for {columnRole} column '{columnName}': expected {expectedType}, got {actualType}");

    private static string Format(string msg, object[] args) => string.Format(CultureInfo.CurrentCulture, msg, args);
}
