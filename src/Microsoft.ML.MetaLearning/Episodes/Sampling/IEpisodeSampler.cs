namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Chooses the classes and examples of an endless, numbered sequence of episodes: indices only.</summary>
public interface IEpisodeSampler
{
    /// <summary>
    /// Returns the indices of episode number <paramref name="index"/>: always the same ones, whatever was drawn before and on whichever
    /// thread.
    /// </summary>
    EpisodeIndices Sample(long index);
}
