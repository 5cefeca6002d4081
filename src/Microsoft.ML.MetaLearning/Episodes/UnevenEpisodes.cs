using System;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>
/// Episodes whose classes have support sets of different sizes. Which class has which is left to the order of the classes in an episode,
/// which is random.
/// </summary>
/// <param name="source">Episodes with as many shots as the largest size.</param>
/// <param name="sizes">The support examples of each class of an episode.</param>
internal sealed class UnevenEpisodes(IEpisodeSource source, int[] sizes) : IEpisodeSource
{
    /// <summary>With the mean of the sizes for shots.</summary>
    public EpisodeShape Shape { get; } = source.Shape with { Shots = (int)Math.Round(sizes.Average()) };

    public Episode Load(long index)
    {
        var episode = source.Load(index);
        return episode with { Support = Head(episode.Support, sizes) };
    }

    /// <summary>
    /// Sizes that rise in equal steps, as near as whole numbers come, from the smallest to <paramref name="imbalance"/> times as much, with
    /// a sum of ways times shots.
    /// </summary>
    /// <returns>Null if the smallest would be less than 1.</returns>
    public static int[]? Sizes(int ways, int shots, double imbalance)
    {
        var smallest = 2 * shots / (1 + imbalance);
        var step = smallest * (imbalance - 1) / (ways - 1);
        int UpTo(int way) => (int)Math.Round(way * smallest + step * way * (way - 1) / 2);
        return smallest < 1 ? null : Enumerable.Range(0, ways).Select(way => UpTo(way + 1) - UpTo(way)).ToArray();
    }

    /// <summary>The first examples of each class. support: as many examples of each class as the largest size, class by class.</summary>
    public static Examples Head(Examples support, int[] sizes) =>
        support.Rows(sizes.SelectMany((size, way) => Enumerable.Range(way * sizes.Max(), size)).Select(row => (long)row).ToArray());
}
