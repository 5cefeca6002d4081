using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>Keeps copies of the meta-parameters with the best validation scores.</summary>
internal sealed class BestSoFar(TaskKind task, int count, IReadOnlyList<(double Score, ParameterSet Parameters)> start) : IDisposable
{
    private readonly List<(double Score, ParameterSet Parameters)> _best =
        [.. start.Select(b => (b.Score, MetaTrainer.Copy(b.Parameters)))];

    public IReadOnlyList<(double Score, ParameterSet Parameters)> Entries => _best;

    public void Offer(ParameterSet parameters, ValidationScore validation)
    {
        var score = validation.Score(task);
        // The earlier of two equal ones comes first.
        var place = _best.Count(b => b.Score >= score);
        if (place == count || double.IsNaN(score))
            return;
        _best.Insert(place, (score, MetaTrainer.Copy(parameters)));
        if (_best.Count > count)
            Remove(_best.Count - 1);
    }

    public IReadOnlyList<ParameterSet> Take()
    {
        var taken = _best.Select(b => b.Parameters).ToArray();
        _best.Clear();
        return taken;
    }

    public void Dispose()
    {
        while (_best.Count > 0)
            Remove(_best.Count - 1);
    }

    private void Remove(int index)
    {
        _best[index].Parameters.Dispose();
        _best.RemoveAt(index);
    }
}
