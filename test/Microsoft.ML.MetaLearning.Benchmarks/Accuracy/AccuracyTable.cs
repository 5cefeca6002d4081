using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>The rows as Markdown: a table for each data set and protocol.</summary>
internal static class AccuracyTable
{
    public static string Markdown(IReadOnlyList<AccuracyRow> rows, AccuracySettings settings)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"Each meta-training took {(settings.MetaSteps is { } steps ? $"{steps} meta-steps" : $"{settings.Minutes} minutes")}, with " +
            $"seed {settings.Seed}; {settings.Episodes} episodes, the same for all learners, with 15 query examples per class.");
        foreach (var data in AccuracyData.All.Where(d => rows.Any(r => r.Data == d.Name)))
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"**{data.Name}**: {data.Description}.");
            foreach (var protocol in data.Protocols)
                Append(text, protocol, rows.Where(r => r.Data == data.Name && Find(r, protocol) is not null).ToArray());
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, AccuracyProtocol protocol, AccuracyRow[] rows)
    {
        var references = LearnerEntry.References.Select(name => rows.FirstOrDefault(r => r.Learner == name)).OfType<AccuracyRow>()
            .ToArray();
        string[] header =
        [
            $"{protocol}", "inductive", "transductive", .. references.Select(r => $"inductive - {r.Learner}"), "log loss", "adapt", "training", "meta-steps", "tasks/s", "model", "memory",
        ];
        text.AppendLine().AppendLine(Line(header)).AppendLine(Line(header.Select(_ => "---")));
        foreach (var row in rows)
        {
            var scores = Find(row, protocol)!;
            text.AppendLine(Line(
            [
                row.Learner, Percent(scores.Inductive), Percent(scores.Transductive), .. references.Select(r =>
                    Difference(row, r, protocol)),
                Number(scores.Inductive.LogLoss, "F3"), Number(scores.AdaptationMilliseconds, "F1", " ms"), Number(
                    row.TrainingSeconds / 60, "F1", " min"), $"{row.MetaSteps}",
                Number(row.TasksPerSecond, "F1"), Number(row.ModelBytes / 1024.0, "F0", " KiB"), Number(
                    row.PeakMemoryBytes / 1048576.0, "F0", " MiB"),
            ]));
        }
        text.AppendLine(Line([$"chance", Number(100.0 / protocol.Ways, "F2", " %"), .. header.Skip(2).Select(_ => "")]));
    }

    private static AccuracyRow.ProtocolScores? Find(AccuracyRow row, AccuracyProtocol protocol) =>
        row.Protocols.FirstOrDefault(p => p.Protocol == protocol);

    private static string Difference(AccuracyRow row, AccuracyRow reference, AccuracyProtocol protocol)
    {
        if (row == reference)
            return "";
        var (difference, interval) = Find(row, protocol)!.Inductive.ToEpisodeScores()
            .Compare(Find(reference, protocol)!.Inductive.ToEpisodeScores());
        return string.Create(CultureInfo.InvariantCulture, $"{difference * 100:+0.00;-0.00;0.00} ± {interval * 100:F2}");
    }

    private static string Percent(AccuracyRow.Scores? scores)
    {
        if (scores is null)
            return "";
        var (accuracy, interval) = (scores.ToEpisodeScores().Accuracy, scores.ToEpisodeScores().ConfidenceInterval95);
        return string.Create(CultureInfo.InvariantCulture, $"{accuracy * 100:F2} ± {interval * 100:F2} %");
    }

    private static string Number(double value, string format, string unit = "") =>
        value.ToString(format, CultureInfo.InvariantCulture) + unit;

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
