using System;
using System.IO;
using System.Text.Json;
using MetaLearn.Data;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Runs;

/// <summary>Saved results of evaluations, told from configurations, which are JSON files too.</summary>
internal static class ResultFile
{
    private static readonly JsonDocumentOptions s_options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static bool Is(string path)
    {
        if (!Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) || !File.Exists(path))
            return false;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), s_options);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("inductive", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <exception cref="DataException">The file cannot be read, or holds no result.</exception>
    public static FewShotMetrics Load(string path) => DataException.Guard(() => FewShotMetrics.Load(path));
}
