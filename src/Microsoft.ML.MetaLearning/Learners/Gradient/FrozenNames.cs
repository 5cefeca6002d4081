using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>The option that leaves parameters out of the inner loop by parts of their names.</summary>
internal static class FrozenNames
{
    private const int Shown = 20;

    /// <summary>Every gain and bias of normalization layers, in any network: it may well have none.</summary>
    private const string Normalization = ".norm.";

    /// <exception cref="ArgumentException">A part is in no name: it would freeze nothing.</exception>
    public static void Require(IReadOnlyList<string> parts, IReadOnlyList<string> names)
    {
        if (parts.FirstOrDefault(part => part != Normalization && !names.Any(name => name.Contains(part))) is not { } unknown)
            return;
        var nearest = NearestName.Of(unknown, names.SelectMany(name => name.Split('.').Append(name)).Distinct());
        var others = names.Count > Shown ? $" and {names.Count - Shown} more" : "";
        throw new ArgumentException($"Frozen names '{unknown}', but no parameter has it in its name; did you mean '{nearest}'? " +
            $"The parameters are {string.Join(", ", names.Take(Shown))}{others}.", "Frozen");
    }
}
