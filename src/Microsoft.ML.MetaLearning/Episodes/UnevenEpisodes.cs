using System;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>
/// Represents episodes whose classes have support sets of different sizes. The order of classes in an episode, which is random, decides
/// which class has which size.
/// </summary>
/// <param name="source">Episodes with as many shots as the largest size.</param>
/// <param name="sizes">The number of support examples of each class of an episode.</param>
internal sealed class UnevenEpisodes(IEpisodeSource source, int[] sizes) : IEpisodeSource
{
    /// <summary>Gets the shape, whose shots are the mean of the sizes.</summary>
    public EpisodeShape Shape { get; } = source.Shape with { Shots = (int)Math.Round(sizes.Average()) };

    public Episode Load(long index)
    {
        var episode = source.Load(index);
        return episode with { Support = Head(episode.Support, sizes) };
    }

    /// <summary>
    /// Returns sizes that rise in equal steps, up to rounding, from the smallest to <paramref name="imbalance"/> times as much. Their sum
    /// is ways times shots.
    /// </summary>
    /// <returns>The sizes; null if the smallest would be less than 1.</returns>
    public static int[]? Sizes(int ways, int shots, double imbalance)
    {
        var smallest = 2 * shots / (1 + imbalance);
        var step = smallest * (imbalance - 1) / (ways - 1);
        int UpTo(int way) => (int)Math.Round(way * smallest + step * way * (way - 1) / 2);
        return smallest < 1 ? null : Enumerable.Range(0, ways).Select(way => UpTo(way + 1) - UpTo(way)).ToArray();
    }

    /// <summary>
    /// Returns the first examples of each class. support: for each class as many examples as the largest size, class by class.
    /// </summary>
    public static Examples Head(Examples support, int[] sizes) =>
        support.Rows(sizes.SelectMany((size, way) => Enumerable.Range(way * sizes.Max(), size)).Select(row => (long)row).ToArray());
}
