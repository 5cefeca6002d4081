using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>What one meta-training gave: a file of the benchmark's folder.</summary>
internal sealed record AccuracyRow
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public required string Data { get; init; }
    public required string Learner { get; init; }

    /// <summary>What was asked for; a row of other settings is no result of these.</summary>
    public required AccuracySettings Settings { get; init; }

    public required double TrainingSeconds { get; init; }
    public required int MetaSteps { get; init; }
    public required double TasksPerSecond { get; init; }
    public required string GradientPath { get; init; }
    public required long ModelBytes { get; init; }
    public required long PeakMemoryBytes { get; init; }
    public required DateTime Date { get; init; }
    public required IReadOnlyList<ProtocolScores> Protocols { get; init; }

    /// <summary>The row in a file, or null if it is not there or is of other settings.</summary>
    public static AccuracyRow? Load(string file, AccuracySettings settings) =>
        File.Exists(file) && JsonSerializer.Deserialize<AccuracyRow>(File.ReadAllText(file), s_json) is { } row && row.Settings == settings
            ? row
            : null;

    public void Save(string file)
    {
        var temporary = file + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, s_json) + "\n");
        File.Move(temporary, file, overwrite: true);
    }

    /// <summary>The scores under one protocol.</summary>
    internal sealed record ProtocolScores(AccuracyProtocol Protocol, double AdaptationMilliseconds, Scores Inductive, Scores? Transductive);

    /// <summary>The accuracy of each episode, for comparisons in pairs, and what does not follow from them.</summary>
    internal sealed record Scores(double[] Accuracies, double LogLoss, double ExpectedCalibrationError)
    {
        public static Scores Of(EpisodeScores scores) => new(scores.Accuracies.ToArray(), scores.LogLoss, scores.ExpectedCalibrationError);

        public EpisodeScores ToEpisodeScores() => new(Accuracies, LogLoss, ExpectedCalibrationError);
    }
}

/// <summary>What the command line asked for.</summary>
/// <param name="Minutes">The time of a meta-training.</param>
/// <param name="Episodes">The episodes that it is judged on.</param>
/// <param name="Seed">The seed of both.</param>
/// <param name="MetaSteps">Meta-steps of a meta-training instead of a time; null for the time.</param>
internal sealed record AccuracySettings(double Minutes, int Episodes, int Seed, int? MetaSteps = null);
