using System;
using System.Collections.Generic;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>The words that say what a row is for, whatever their case: in the names of folders, and in columns.</summary>
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

    /// <summary>"train", "val" or "test"; null for any other word.</summary>
    public static string? Of(string word) => s_names.GetValueOrDefault(word);

    /// <summary>What a word says; null if it says nothing.</summary>
    public static MetaPhase? PhaseOf(string word) => Of(word) switch
    {
        "train" => MetaPhase.Train,
        "val" => MetaPhase.Validation,
        "test" => MetaPhase.Test,
        _ => null,
    };
}
