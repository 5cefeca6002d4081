using System;
using System.Reflection;

namespace MetaLearn;

/// <summary>The messages of exceptions, for users.</summary>
internal static class Messages
{
    // What ML.NET's threads wrap around the exception of a row.
    private const string OfThreads = "Splitter/consolidator worker encountered exception";

    /// <summary>The message without what .NET adds for programmers: the name of a parameter, and its value on a line of its own.</summary>
    public static string Of(Exception exception)
    {
        if (exception is { InnerException: { } inner }
            && (exception is TargetInvocationException || exception.Message.StartsWith(OfThreads, StringComparison.Ordinal)))
            return Of(inner);
        var message = exception.Message;
        var end = exception is ArgumentException { ParamName: { } name }
            ? message.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal)
            : -1;
        return end < 0 ? message : message[..end];
    }
}
