using System;
using System.Diagnostics;
using System.Linq;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>
/// Distinguishes a prediction engine's disposal of its transformer from the owner's. An engine disposes the transformer that it was given,
/// though others may use it, and only the stack shows who calls.
/// </summary>
internal static class EngineDisposal
{
    public static bool IsUnderWay() => new StackTrace().GetFrames().Any(frame =>
        frame.GetMethod() is { DeclaringType: { IsGenericType: true } type } method
        && method.Name.StartsWith("Dispos", StringComparison.Ordinal)
        && type.GetGenericTypeDefinition() == typeof(PredictionEngineBase<,>));
}
