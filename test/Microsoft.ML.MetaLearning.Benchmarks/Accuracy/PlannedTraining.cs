using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>
/// One meta-training of a learner, and the protocols that its model is judged under; it is trained with the ways and shots of the first.
/// </summary>
internal sealed record PlannedTraining(LearnerEntry Entry, IReadOnlyList<AccuracyProtocol> Protocols)
{
    public string Name => $"{Entry.Data}, {Entry.Name}, {string.Join(" and ", Protocols)}";

    /// <summary>The file of its row.</summary>
    public string File(string folder) =>
        Path.Combine(folder, string.Concat(Name.Select(c => char.IsLetterOrDigit(c) || c == '-' ? c : '_')) + ".json");

    public static IEnumerable<PlannedTraining> All(string? learner, string? data)
    {
        var entries = LearnerEntry.All.Where(e => (learner is null || e.Name == learner)
            && (data is null || e.Data == AccuracyData.Find(data).Name)).ToArray();
        if (entries.Length == 0)
            throw new ArgumentException(
                $"no learner is called '{learner}'; there are {string.Join("; ", LearnerEntry.All.Select(e => e.Name).Distinct())}.",
                nameof(learner));
        return entries.SelectMany(Of);
    }

    private static IEnumerable<PlannedTraining> Of(LearnerEntry entry)
    {
        var protocols = AccuracyData.Find(entry.Data).Protocols;
        return entry.TrainedFor == TrainedFor.AllProtocols
            ? [new PlannedTraining(entry, protocols)]
            : protocols.GroupBy(p => p.Ways).Select(g => new PlannedTraining(entry, g.ToArray()));
    }
}
