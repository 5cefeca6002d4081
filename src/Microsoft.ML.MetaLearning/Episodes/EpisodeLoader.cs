using System.Linq;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Episodes of an example set: the sampler's indices turned into tensors.</summary>
internal sealed class EpisodeLoader : IEpisodeSource
{
    private readonly ExampleSet _examples;
    private readonly EpisodeSampler _sampler;
    private readonly int _rotations;

    /// <param name="examples">Where the rows are taken from; must outlive the loader.</param>
    /// <param name="shape">The size of the episodes.</param>
    /// <param name="seed">Loaders of the same seed over the same examples give the same episodes.</param>
    /// <param name="augmentation">Whether rotated images are classes of their own.</param>
    public EpisodeLoader(ExampleSet examples, EpisodeShape shape, int seed, Augmentation augmentation = Augmentation.None)
    {
        examples.RequireEnough(shape);
        _examples = examples;
        Shape = shape;
        _rotations = augmentation == Augmentation.RotationsAsClasses ? 4 : 1;
        var sizes = examples.Classes.Select(rows => rows.Length);
        _sampler = new EpisodeSampler(Enumerable.Repeat(sizes, _rotations).SelectMany(s => s).ToArray(), shape, seed);
    }

    public EpisodeShape Shape { get; }

    public Episode Load(long index)
    {
        var indices = _sampler.Sample(index);
        return new Episode(Gather(indices.Classes, indices.Support), Gather(indices.Classes, indices.Query));
    }

    // positions: [ways][n] within each class; result: [ways * n] examples, class by class
    private Examples Gather(int[] classes, int[][] positions)
    {
        var (classCount, perClass) = (_examples.Classes.Count, positions[0].Length);
        var rows = classes.SelectMany((c, way) => positions[way].Select(p => (long)_examples.Classes[c % classCount][p])).ToArray();
        var inputs = _examples.InputsOf(rows);
        if (_rotations > 1)
        {
            var ways = classes.Select((c, way) => inputs.narrow(0, way * perClass, perClass).rot90(c / classCount, (2, 3)));
            inputs = cat(ways.ToArray());
        }
        var targets = _examples.Targets is { } values
            ? values.index_select(0, tensor(rows))
            : tensor(Enumerable.Range(0, rows.Length).Select(i => (long)(i / perClass)).ToArray());
        return new Examples(inputs, targets);
    }
}
