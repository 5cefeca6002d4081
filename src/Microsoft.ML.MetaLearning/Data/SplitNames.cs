using System;
using System.Collections.Generic;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Recognizes the names of splits, whatever their case: those of folders, and in columns.</summary>
internal static class SplitNames
{
    private static readonly Dictionary<string, string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = "train",
        ["training"] = "train",
        ["val"] = "val",
        ["valid"] = "val",
        ["validation"] = "val",
        ["test"] = "test",
        ["testing"] = "test",
    };

    /// <summary>Returns "train", "val" or "test"; null for any other word.</summary>
    public static string? Of(string word) => s_names.GetValueOrDefault(word);

    /// <summary>Returns the phase that a word names; null for any other word.</summary>
    public static MetaPhase? PhaseOf(string word) => Of(word) switch
    {
        "train" => MetaPhase.Train,
        "val" => MetaPhase.Validation,
        "test" => MetaPhase.Test,
        _ => null,
    };
}
