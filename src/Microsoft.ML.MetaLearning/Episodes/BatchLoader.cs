using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>
/// Draws mini-batches from all rows of an example set, with the classes of the set as targets: episodes without support, on which an outer
/// loop trains an ordinary classifier.
/// </summary>
internal sealed class BatchLoader : IEpisodeSource
{
    private readonly ExampleSet _examples;
    private readonly int _size, _seed;
    private readonly EpisodeAugmentation _augmentation;
    private readonly int[] _classOfRow;

    /// <param name="examples">The examples. They must outlive the loader.</param>
    /// <param name="size">The number of rows in a mini-batch.</param>
    /// <param name="seed">The seed. The same seed over the same examples gives the same mini-batches.</param>
    /// <param name="augmentation">Changes of the images, by the transforms of a query. The default is none.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is only one class.</exception>
    public BatchLoader(ExampleSet examples, int size, int seed, EpisodeAugmentation? augmentation = null)
    {
        if (examples.Classes.Count < 2)
            throw new ArgumentOutOfRangeException(
                nameof(examples),
                $"a classifier of the training classes needs at least 2, but all rows are labelled '{examples.Labels.Names[0]}'.");
        (_examples, _size, _seed, _augmentation) = (examples, size, seed, augmentation ?? EpisodeAugmentation.None);
        _classOfRow = new int[examples.Count];
        for (var c = 0; c < examples.Classes.Count; c++)
            foreach (var row in examples.Classes[c])
                _classOfRow[row] = c;
    }

    /// <summary>Gets the number of classes. Where rotations are classes, those of t quarter turns follow those of fewer.</summary>
    public int Classes => _examples.Classes.Count * _augmentation.Copies;

    /// <summary>Gets the shape: one group of rows, as for regression, since the classes of a mini-batch are left to chance.</summary>
    public EpisodeShape Shape => new(Ways: 1, Shots: 0, QueryShots: _size);

    public Episode Load(long index)
    {
        var random = new Random(Seeds.Mix(_seed, index));
        var count = _examples.Classes.Count;
        var turnsOfClass = _augmentation.Turns(Enumerable.Range(0, count).ToArray(), count, _seed, index);
        var draws = Enumerable.Range(0, _size)
            .Select(_ => (Copy: random.Next(_augmentation.Copies), Row: random.Next(_classOfRow.Length))).ToArray();
        var turned = draws.GroupBy(d => d.Copy + turnsOfClass[_classOfRow[d.Row]]).ToArray();
        var rows = Array.ConvertAll(turned, group => group.Select(d => (long)d.Row).ToArray());
        var inputs = cat(turned.Select((group, i) => EpisodeAugmentation.Turn(_examples.InputsOf(rows[i]), group.Key)).ToArray());
        _augmentation.Apply(inputs, [.. rows.SelectMany(r => r)], _augmentation.Query, _seed, index);
        var targets = turned.SelectMany(group => group.Select(d => (long)(d.Copy * count + _classOfRow[d.Row])));
        var batch = new Examples(inputs, TensorMemory.Copy<long>(targets.ToArray()));
        return new Episode(batch.Narrow(0, 0), batch);
    }
}
