using System;
using System.Diagnostics;
using System.Linq;
using System.Reflection;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>
/// Tells a prediction engine's disposal of its transformer from the owner's. An engine disposes the transformer that it was given, though
/// others may predict by it, and ML.NET gives the transformer no other sign of who calls than the stack.
/// </summary>
internal static class EngineDisposal
{
    public static bool IsUnderWay() => new StackTrace().GetFrames().Any(frame => frame.GetMethod() is { } method && IsOfEngine(method));

    private static bool IsOfEngine(MethodBase method) => method.Name.StartsWith("Dispos", StringComparison.Ordinal)
        && method.DeclaringType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(PredictionEngineBase<,>);
}
