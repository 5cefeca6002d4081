using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <content>Results in files, to be compared with those of other processes.</content>
public sealed partial class FewShotMetrics
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Writes the metrics to a JSON file, with the accuracy of every episode. The file appears whole or not at all.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(
            path, stream => JsonSerializer.Serialize(stream, Stored.Of(this) with { Versions = RuntimeVersions.Current }, s_json));
    }

    /// <summary>Reads metrics that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">The file does not hold metrics.</exception>
    public static FewShotMetrics Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = File.OpenRead(path);
        try
        {
            var stored = JsonSerializer.Deserialize<Stored>(stream, s_json) ?? throw new FormatException($"'{path}' holds no metrics.");
            return stored.Version == Version
                ? stored.ToMetrics()
                : throw new FormatException($"'{path}' has metrics of version {stored.Version}, but {Version} is read.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException($"'{path}' holds no metrics: {e.Message}", e);
        }
    }

    private sealed record Stored(
        int Version,
        string? Sampling,
        int Ways,
        int Shots,
        double Imbalance,
        int QueryShots,
        int Episodes,
        int Models,
        int AdaptationSteps,
        Normalization Normalization,
        int? Seed,
        string? DataHash,
        StoredScores Inductive,
        StoredScores? Transductive,
        Stored? BestSingleModel,
        double? Chance = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RuntimeVersions? Versions = null)
    {
        /// <summary>For readers of the file; reading computes it anew.</summary>
        public bool? IsAboveChance => ToMetrics().IsAboveChance;

        public static Stored Of(FewShotMetrics metrics) => new(
            FewShotMetrics.Version,
            metrics.Sampling,
            metrics.Ways,
            metrics.Shots,
            metrics.Imbalance,
            metrics.QueryShots,
            metrics.Episodes,
            metrics.Models,
            metrics.AdaptationSteps,
            metrics.Normalization,
            metrics.Seed,
            metrics.DataHash,
            StoredScores.Of(metrics.Inductive),
            metrics.Transductive is null ? null : StoredScores.Of(metrics.Transductive),
            metrics.BestSingleModel is null ? null : Of(metrics.BestSingleModel),
            metrics.Chance);

        public FewShotMetrics ToMetrics() => new()
        {
            Sampling = Sampling,
            Ways = Ways,
            HasFixedWays = Chance is not null || Sampling is null,
            Shots = Shots,
            Imbalance = Imbalance,
            QueryShots = QueryShots,
            Episodes = Episodes,
            Models = Models,
            AdaptationSteps = AdaptationSteps,
            Normalization = Normalization,
            Seed = Seed,
            DataHash = DataHash,
            Inductive = Inductive.ToScores(Episodes),
            Transductive = Transductive?.ToScores(Episodes),
            BestSingleModel = BestSingleModel?.ToMetrics(),
        };
    }

    private sealed record StoredScores(
        double[] Accuracies, double LogLoss, double ExpectedCalibrationError, IReadOnlyList<ReliabilityBin> Reliability)
    {
        /// <summary>For readers of the file: the mean that follows from the accuracies. Reading computes it anew.</summary>
        public double Accuracy => StudentT.Mean(Accuracies).Mean;

        /// <summary>Likewise half the width of its interval.</summary>
        public double ConfidenceInterval95 => StudentT.Mean(Accuracies).Interval;

        public static StoredScores Of(EpisodeScores scores) =>
            new(scores.Accuracies.ToArray(), scores.LogLoss, scores.ExpectedCalibrationError, scores.Reliability);

        public EpisodeScores ToScores(int episodes) => Accuracies.Length == episodes && Accuracies.All(a => a is >= 0 and <= 1)
            ? new EpisodeScores(Accuracies, LogLoss, ExpectedCalibrationError, Reliability)
            : throw new ArgumentException($"{episodes} episodes need as many accuracies from 0 to 1.");
    }
}
