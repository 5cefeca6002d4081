using System.Linq;
using BenchmarkDotNet.Attributes;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning.Benchmarks;

/// <summary>Choosing the rows of one 5-way episode among 1,000 classes of 20.</summary>
public class EpisodeBenchmarks
{
    private readonly EpisodeSampler _sampler = new(Enumerable.Repeat(20, 1000).ToArray(), new EpisodeShape(Ways: 5, Shots: 1, QueryShots: 15), seed: 1);
    private long _index;

    [Benchmark]
    public EpisodeIndices Sample() => _sampler.Sample(_index++);
}
