using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace IntentFewShot;

/// <summary>One sentence that somebody said to an assistant.</summary>
public sealed class Sentence
{
    public string Text { get; set; } = "";

    /// <summary>What was wanted, for instance "exchange_rate".</summary>
    public string Intent { get; set; } = "";

    /// <summary>The field that the intent belongs to, for instance "travel".</summary>
    public string Domain { get; set; } = "";
}

/// <summary>
/// CLINC150 of Larson et al., <a href="https://aclanthology.org/D19-1131">2019</a>: 150 intents in 10 domains, 150 sentences each, and 1200
/// sentences that are out of scope.
/// </summary>
public static class Clinc150
{
    private const string Name = "clinc150";
    private const string Home = "https://github.com/clinc/oos-eval";

    /// <summary>The domains to evaluate on; the other seven are there to meta-train on.</summary>
    public static IReadOnlyList<string> HeldOutDomains { get; } = ["banking", "travel", "work"];

    /// <summary>All sentences of an intent, intent by intent, in the order of the files.</summary>
    /// <exception cref="FileNotFoundException">The data is not at hand; the message says how to get it.</exception>
    /// <exception cref="FormatException">A file is not what CLINC150 has.</exception>
    public static Sentence[] Load() => Load(Find());

    /// <summary>The sentences that belong to no intent, in the order of the files.</summary>
    /// <exception cref="FileNotFoundException">The data is not at hand; the message says how to get it.</exception>
    /// <exception cref="FormatException">A file is not what CLINC150 has.</exception>
    public static Sentence[] LoadOutOfScope()
    {
        var folder = Find();
        return Pairs(folder, "oos_train", "oos_val", "oos_test").Select(pair => new Sentence
        {
            Text = pair[0],
            Intent = pair[1],
        }).ToArray();
    }

    /// <param name="folder">The folder with <c>data_full.json</c> and <c>domains.json</c>.</param>
    public static Sentence[] Load(string folder)
    {
        var domainOf = Read<Dictionary<string, string[]>>(folder, "domains.json")
            .SelectMany(domain => domain.Value, (domain, intent) => (domain.Key, Intent: intent))
                .ToDictionary(pair => pair.Intent, pair => pair.Key);
        var pairs = Pairs(folder, "train", "val", "test");
        if (pairs.FirstOrDefault(pair => !domainOf.ContainsKey(pair[1])) is { } stray)
            throw new FormatException($"the files of {folder} are not those of {Home}: intent '{stray[1]}' has no domain.");
        return pairs.GroupBy(
            pair => pair[1],
            (intent, own) => own.Select(pair => new Sentence { Text = pair[0], Intent = intent, Domain = domainOf[intent] }))
            .SelectMany(sentences => sentences).ToArray();
    }

    /// <summary>Sentences and their intents.</summary>
    private static string[][] Pairs(string folder, params string[] names)
    {
        var parts = Read<Dictionary<string, string[][]>>(folder, "data_full.json");
        try
        {
            var pairs = names.SelectMany(name => parts[name]).ToArray();
            return pairs.All(pair => pair.Length == 2)
                ? pairs
                : throw new FormatException($"the files of {folder} are not those of {Home}: an entry is no pair of sentence and intent.");
        }
        catch (KeyNotFoundException e)
        {
            throw new FormatException($"the files of {folder} are not those of {Home}: {e.Message}", e);
        }
    }

    private static string Find()
    {
        var candidates = new[] { Environment.GetEnvironmentVariable("METALEARNING_DATA"), "../shared/data" };
        return candidates.OfType<string>().Select(data => Path.Combine(data, Name)).FirstOrDefault(Directory.Exists)
            ?? throw new FileNotFoundException(
            $"CLINC150 is not at hand: put data/data_full.json and data/domains.json of {Home} into a folder '{Name}' and name the " +
            "folder around it in METALEARNING_DATA.");
    }

    private static T Read<T>(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream) ?? throw new FormatException($"{path} holds nothing.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path} is not what CLINC150 has: {e.Message}", e);
        }
    }
}
