using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>Checks the option that excludes parameters from a loop by parts of their names.</summary>
internal static class FrozenNames
{
    private const int Shown = 20;

    // The gains and biases of normalization layers, which a network need not have.
    private const string Normalization = ".norm.";

    /// <exception cref="ArgumentException">No name contains one of the parts, which would freeze nothing.</exception>
    public static void Require(IReadOnlyList<string> parts, IReadOnlyList<string> names, string option = "Frozen")
    {
        if (parts.FirstOrDefault(part => part != Normalization && !names.Any(name => name.Contains(part))) is not { } unknown)
            return;
        var nearest = NearestName.Of(unknown, names.SelectMany(name => name.Split('.').Append(name)).Distinct());
        var others = names.Count > Shown ? $" and {names.Count - Shown} more" : "";
        throw new ArgumentException($"{option} names '{unknown}', but no parameter has it in its name; did you mean '{nearest}'? " +
            $"The parameters are {string.Join(", ", names.Take(Shown))}{others}.", option);
    }
}
