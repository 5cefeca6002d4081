using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Asserts about what a user reads when something is wrong.</summary>
internal static class ErrorAssert
{
    /// <summary>The action fails with exactly this type, and its message has all the fragments.</summary>
    public static T Throws<T>(Action action, params string[] fragments) where T : Exception
    {
        var error = Assert.ThrowsExactly<T>(action);
        foreach (var fragment in fragments)
            StringAssert.Contains(error.Message, fragment, StringComparison.Ordinal);
        return error;
    }

    /// <summary>
    /// Reading a file fails with an error about the file's format, wherever in the chain of inner exceptions, which has all the fragments.
    /// </summary>
    public static void ThrowsDecodeError(Action action, params string[] fragments)
    {
        var chain = Chain(Assert.Throws<Exception>(action)).ToArray();
        var decode = chain.FirstOrDefault(e => e is FormatException or System.IO.InvalidDataException);
        Assert.IsNotNull(
            decode, $"No error about the format among {string.Join(" <- ", chain.Select(e => $"{e.GetType().Name}: {e.Message}"))}");
        foreach (var fragment in fragments)
            StringAssert.Contains(decode.Message, fragment, StringComparison.Ordinal);
    }

    private static IEnumerable<Exception> Chain(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
            yield return e;
    }
}
