using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Identifies the rows that episodes of fixed size are drawn from: results of the same origin and size are on the same rows.
/// </summary>
/// <param name="Seed">The seed.</param>
/// <param name="DataHash">A hash of the names of the classes, in order, and of the positions of their rows.</param>
internal sealed record EpisodeOrigin(int Seed, string DataHash)
{
    /// <summary>Gets or sets the ratio of support examples of the largest and the smallest class of an episode.</summary>
    public double Imbalance { get; init; } = 1;

    public static EpisodeOrigin Of(ExampleSet examples, int seed)
    {
        using var layout = new MemoryStream();
        using var writer = new BinaryWriter(layout, Encoding.UTF8);
        foreach (var (name, rows) in examples.Labels.Names.Zip(examples.Classes))
        {
            writer.Write(name);
            writer.Write(rows.Length);
            foreach (var row in rows)
                writer.Write(row);
        }
        writer.Flush();
        return new EpisodeOrigin(seed, Convert.ToHexStringLower(SHA256.HashData(layout.ToArray())));
    }
}
