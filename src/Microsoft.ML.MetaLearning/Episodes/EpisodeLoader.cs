using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Loads episodes of an example set: turns the indices of a sampler into tensors.</summary>
internal sealed class EpisodeLoader : IEpisodeSource
{
    private readonly ExampleSet _examples;
    private readonly IEpisodeSampler _sampler;
    private readonly EpisodeAugmentation _augmentation;
    private readonly int _seed;

    /// <param name="examples">The examples. They must outlive the loader.</param>
    /// <param name="sampling">The choice of classes and rows.</param>
    /// <param name="shape">The size of the episodes, where the sampling leaves it open.</param>
    /// <param name="seed">The seed. The same seed over the same examples gives the same episodes.</param>
    /// <param name="augmentation">Changes of the images. The default is none.</param>
    public EpisodeLoader(
        ExampleSet examples, EpisodeSampling sampling, EpisodeShape shape, int seed, EpisodeAugmentation? augmentation = null)
    {
        (_examples, _augmentation, _seed) = (examples, augmentation ?? EpisodeAugmentation.None, seed);
        (Shape, FewestWays, Description) = (sampling.Largest(shape), sampling.FewestWays(shape), sampling.Describe(shape));
        _sampler = sampling.CreateSampler(ClassSizes.Of(examples).Times(_augmentation.Copies), shape, seed);
    }

    /// <summary>Creates a loader of episodes of fixed ways and shots.</summary>
    public EpisodeLoader(ExampleSet examples, EpisodeShape shape, int seed, Augmentation augmentation = Augmentation.None)
        : this(examples, EpisodeSampling.Fixed, shape, seed, new EpisodeAugmentation(augmentation, [], []))
    {
    }

    public EpisodeShape Shape { get; }

    public int FewestWays { get; }

    public string Description { get; }

    public Episode Load(long index)
    {
        var indices = _sampler.Sample(index);
        var turns = _augmentation.Turns(indices.Classes, _examples.Classes.Count, _seed, index);
        return new Episode(
            Gather(index, indices.Classes, indices.Support, turns, _augmentation.Support),
            Gather(index, indices.Classes, indices.Query, turns, _augmentation.Query));
    }

    /// <summary>Returns the classes and rows of an episode.</summary>
    public EpisodeIndices Indices(long index) => _sampler.Sample(index);

    // positions: [ways][n of the way] within each class, turns: [ways]; result: examples, class by class
    private Examples Gather(long index, int[] classes, int[][] positions, int[] turns, IReadOnlyList<ImageTransform> transforms)
    {
        var count = _examples.Classes.Count;
        var rows = classes.SelectMany((c, way) => positions[way].Select(p => (long)_examples.Classes[c % count][p])).ToArray();
        var inputs = Turn(_examples.InputsOf(rows), positions, turns);
        _augmentation.Apply(inputs, rows, transforms, _seed, index);
        var ways = positions.SelectMany((p, way) => Enumerable.Repeat((long)way, p.Length));
        return new Examples(inputs, _examples.TargetsOf(rows) ?? TensorMemory.Copy<long>(ways.ToArray()));
    }

    private static Tensor Turn(Tensor inputs, int[][] positions, int[] turns)
    {
        if (turns.All(t => t == 0))
            return inputs;
        var ways = inputs.split(positions.Select(p => (long)p.Length).ToArray());
        return cat(ways.Select((images, way) => EpisodeAugmentation.Turn(images, turns[way])).ToArray());
    }
}
