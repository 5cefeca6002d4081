using System.IO;
using System.Text.Json;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Networks;

namespace OmniglotFewShot;

/// <summary>What <c>--report</c> writes.</summary>
internal sealed record Report
{
    public required string Dataset { get; init; }
    public required string Trainer { get; init; }
    public required int Ways { get; init; }
    public required int Shots { get; init; }
    public required int QueryShots { get; init; }
    public required int AdaptationSteps { get; init; }
    public required int MetaSteps { get; init; }
    public required double TrainSeconds { get; init; }
    public required double TasksPerSecond { get; init; }
    public required long PeakMemoryBytes { get; init; }
    public required Protocol Transductive { get; init; }
    public required Protocol Inductive { get; init; }
    public required string ModelFile { get; init; }
    public required double PredictionMilliseconds { get; init; }

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    public void Save(string file)
    {
        var temporary = file + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, s_json) + "\n");
        File.Move(temporary, file, overwrite: true);
    }

    internal sealed record Protocol(double Accuracy, double Ci95, int Episodes)
    {
        public static Protocol Of(EpisodeScores scores) => new(scores.Accuracy, scores.ConfidenceInterval95, scores.Accuracies.Count);
    }
}
