using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Backbones;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>
/// The intents of CLINC150, split by domain. Larson et al., <a href="https://aclanthology.org/D19-1131">An Evaluation Dataset for Intent Classification and
/// Out-of-Scope Prediction</a>, 2019.
/// </summary>
internal sealed class ClincData : AccuracyData
{
    private const int Buckets = 2048;
    private static readonly string[] s_heldOutDomains = ["banking", "travel", "utility"];

    public override string Name => "clinc";

    public override string Description =>
        $"meta-training on the intents of seven domains, meta-test on those of {string.Join(", ", s_heldOutDomains)}; " +
        $"words, pairs of words and character trigrams hashed to {Buckets} values of length 1, a perceptron of 256 and 128 units with normalization";

    public override IReadOnlyList<FewShotProtocol> Protocols { get; } = [new(5, 1), new(5, 5)];

    public override Augmentation Augmentation => Augmentation.None;

    public override Backbone CreateBackbone() => new Mlp(Buckets, [256, 128], normalize: true);

    public override (IDataView MetaTrain, IDataView MetaTest) Load(MLContext mlContext)
    {
        var folder = new[] { Environment.GetEnvironmentVariable("METALEARNING_DATA"), "../shared/data" }.OfType<string>()
            .Select(parent => Path.Combine(parent, "clinc150")).FirstOrDefault(Directory.Exists)
            ?? throw new DirectoryNotFoundException("CLINC150 is not at hand: put data_full.json and domains.json of github.com/clinc/oos-eval into a folder 'clinc150' and name the folder around it in METALEARNING_DATA.");
        var heldOut = Read<Dictionary<string, string[]>>(folder, "domains.json").Where(d => s_heldOutDomains.Contains(d.Key)).SelectMany(d => d.Value).ToHashSet();
        var sentences = Read<Dictionary<string, string[][]>>(folder, "data_full.json");
        var rows = new[] { "train", "val", "test" }.SelectMany(part => sentences[part])
            .Select(pair => new Sentence { Label = pair[1], Features = Features(pair[0]) }).ToLookup(row => heldOut.Contains(row.Label));
        return (mlContext.Data.LoadFromEnumerable(rows[false]), mlContext.Data.LoadFromEnumerable(rows[true]));
    }

    private static T Read<T>(string folder, string file) => JsonSerializer.Deserialize<T>(File.ReadAllText(Path.Combine(folder, file)))!;

    private static float[] Features(string sentence)
    {
        var counts = new float[Buckets];
        var words = sentence.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var characters = string.Join(' ', ["", .. words, ""]);
        foreach (var gram in words.Concat(words.Zip(words.Skip(1), (a, b) => $"{a} {b}")).Concat(Enumerable.Range(0, characters.Length - 2).Select(i => $"#{characters[i..(i + 3)]}")))
            counts[Hash(gram) % Buckets]++;
        var length = MathF.Sqrt(counts.Sum(c => c * c));
        // Norm sqrt(Buckets), so that a feature is of order 1.
        return Array.ConvertAll(counts, c => c / length * MathF.Sqrt(Buckets));
    }

    /// <summary>FNV-1a of the UTF-16 units.</summary>
    private static uint Hash(string text) => text.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u));

    private sealed class Sentence
    {
        public string Label { get; set; } = "";

        [VectorType(Buckets)]
        public float[] Features { get; set; } = [];
    }
}
