using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>
/// Mini-batches of an example set, drawn over all its rows, with the classes of the set for targets: episodes without support, from which
/// an outer loop trains an ordinary classifier.
/// </summary>
internal sealed class BatchLoader : IEpisodeSource
{
    private readonly ExampleSet _examples;
    private readonly int _size;
    private readonly int _seed;
    private readonly EpisodeAugmentation _augmentation;
    private readonly int[] _classOfRow;

    /// <param name="examples">Where the rows are taken from; must outlive the loader.</param>
    /// <param name="size">The rows of a mini-batch.</param>
    /// <param name="seed">Loaders of the same seed over the same examples give the same mini-batches.</param>
    /// <param name="augmentation">What becomes of the images; nothing by default. The transforms are those of a query.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is one class only.</exception>
    public BatchLoader(ExampleSet examples, int size, int seed, EpisodeAugmentation? augmentation = null)
    {
        if (examples.Classes.Count < 2)
            throw new ArgumentOutOfRangeException(nameof(examples), $"a classifier of the training classes needs at least 2, but all rows are labelled '{examples.Labels.Names[0]}'.");
        _examples = examples;
        _size = size;
        _seed = seed;
        _augmentation = augmentation ?? EpisodeAugmentation.None;
        _classOfRow = new int[examples.Count];
        for (var c = 0; c < examples.Classes.Count; c++)
            foreach (var row in examples.Classes[c])
                _classOfRow[row] = c;
    }

    /// <summary>The number of classes. Those of images turned t times by 90 degrees follow those of images turned less.</summary>
    public int Classes => _examples.Classes.Count * _augmentation.Copies;

    /// <summary>One group of rows, as for regression: the classes of a mini-batch are left to chance.</summary>
    public EpisodeShape Shape => new(Ways: 1, Shots: 0, QueryShots: _size);

    public Episode Load(long index)
    {
        var random = new Random(Seeds.Mix(_seed, index));
        var count = _examples.Classes.Count;
        var turnsOfClass = _augmentation.Turns(Enumerable.Range(0, count).ToArray(), count, _seed, index);
        var draws = Enumerable.Range(0, _size).Select(_ => (Copy: random.Next(_augmentation.Copies), Row: random.Next(_classOfRow.Length))).ToArray();
        var turned = draws.GroupBy(d => d.Copy + turnsOfClass[_classOfRow[d.Row]]).ToArray();
        var rows = turned.SelectMany(group => group.Select(d => (long)d.Row)).ToArray();
        var inputs = cat(turned.Select(group => EpisodeAugmentation.Turn(_examples.InputsOf(group.Select(d => (long)d.Row).ToArray()), group.Key)).ToArray());
        EpisodeAugmentation.Apply(inputs, rows, _augmentation.Query, _seed, index);
        var targets = turned.SelectMany(group => group.Select(d => (long)(d.Copy * count + _classOfRow[d.Row])));
        var batch = new Examples(inputs, TensorMemory.Copy<long>(targets.ToArray()));
        return new Episode(batch.Narrow(0, 0), batch);
    }
}
