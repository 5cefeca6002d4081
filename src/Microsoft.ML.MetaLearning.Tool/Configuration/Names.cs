using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Preconditions;

namespace MetaLearn.Configuration;

/// <summary>Finds the name that was meant.</summary>
internal static class Names
{
    /// <summary>" Did you mean 'metaSteps'?", or nothing if no known name is near.</summary>
    public static string DidYouMean(string unknown, IEnumerable<string> known) => Nearest(unknown, known) is { } name ? $" Did you mean '{name}'?" : "";

    private static string? Nearest(string unknown, IEnumerable<string> known) => known
        .Select(name => (Name: name, Distance: NearestName.Distance(unknown, name)))
        .Where(n => n.Distance <= Math.Max(1, n.Name.Length / 3) || n.Name.Contains(unknown, StringComparison.OrdinalIgnoreCase) && unknown.Length > 2)
        .OrderBy(n => n.Distance).Select(n => n.Name).FirstOrDefault();
}
