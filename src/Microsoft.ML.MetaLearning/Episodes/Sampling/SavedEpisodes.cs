using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Represents episodes by the names of their classes and the positions of their rows, to be saved and replayed, so that models, versions or
/// libraries are judged on the very same episodes. <c>mlContext.MetaLearning().DrawEpisodes</c> creates them.
/// </summary>
public sealed class SavedEpisodes
{
    internal SavedEpisodes(ClassSizes classes, IReadOnlyList<EpisodeIndices> episodes)
    {
        (Classes, Episodes) = (classes, episodes);
        Largest = EpisodeShape.Covering(episodes.Select(e => (e.Classes.Length, e.Support.Sum(s => s.Length), e.Query.Sum(q => q.Length))));
        IsUniform = episodes.All(e => e.Classes.Length == Largest.Ways
            && e.Support.All(s => s.Length == Largest.Shots) && e.Query.All(q => q.Length == Largest.QueryShots));
    }

    /// <summary>Gets the number of episodes.</summary>
    public int Count => Episodes.Count;

    /// <summary>Gets the classes that the episodes were drawn from, with their numbers of rows.</summary>
    public ClassSizes Classes { get; }

    /// <summary>
    /// Gets the episodes. Classes are positions in <see cref="Classes"/>; rows are positions among the rows of a class, in the order of the
    /// data.
    /// </summary>
    public IReadOnlyList<EpisodeIndices> Episodes { get; }

    /// <summary>Gets the smallest size that no episode exceeds.</summary>
    internal EpisodeShape Largest { get; }

    /// <summary>Gets whether all episodes have that size.</summary>
    internal bool IsUniform { get; }

    /// <summary>Gets a hash that distinguishes the episodes from others.</summary>
    internal string Hash
    {
        get
        {
            using var stream = new MemoryStream();
            EpisodeFileFormat.Write(stream, this);
            return TextHash.Of(stream.ToArray());
        }
    }

    /// <summary>Writes the episodes to a file. An existing file is replaced only when the new one is complete.</summary>
    /// <param name="path">The file. docs/concepts/episodes.md describes its format.</param>
    public void Save(string path)
    {
        Checks.NotEmpty(path, nameof(path));
        AtomicFile.Write(path, stream => EpisodeFileFormat.Write(stream, this));
    }

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">The file is damaged or of another kind. The message names the line.</exception>
    public static SavedEpisodes Load(string path)
    {
        Checks.NotEmpty(path, nameof(path));
        return EpisodeFileFormat.Read(path);
    }
}
