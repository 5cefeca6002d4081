using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>What fixed-size episodes depend on beside their size: results of the same origin and size are of the same rows.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="DataHash">A hash of the names of the classes, in their order, and of the positions of their rows.</param>
internal sealed record EpisodeOrigin(int Seed, string DataHash)
{
    /// <summary>How many times as many support examples the largest class of an episode has as the smallest.</summary>
    public double Imbalance { get; init; } = 1;

    public static EpisodeOrigin Of(ExampleSet examples, int seed)
    {
        using var layout = new MemoryStream();
        using var writer = new BinaryWriter(layout, Encoding.UTF8);
        var names = examples.Labels.Names;
        for (var c = 0; c < names.Count; c++)
        {
            writer.Write(names[c]);
            writer.Write(examples.Classes[c].Length);
            foreach (var row in examples.Classes[c])
                writer.Write(row);
        }
        writer.Flush();
        return new EpisodeOrigin(seed, Convert.ToHexStringLower(SHA256.HashData(layout.ToArray())));
    }
}
