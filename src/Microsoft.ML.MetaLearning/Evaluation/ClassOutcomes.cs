using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Query outcomes class by class: how accurate each is, and what it is taken for.</summary>
/// <remarks>
/// A class can be taken for another only in episodes that hold both, which are few of many: rates are by the query examples that had the
/// chance, so that they are comparable between pairs of classes.
/// </remarks>
internal sealed class ClassOutcomes
{
    private readonly Dictionary<int, QueryOutcome[]> _byClass;
    private readonly Dictionary<(int True, int Predicted), int> _predictions;
    private readonly Dictionary<(int True, int Other), int> _chances = [];

    public ClassOutcomes(IEnumerable<QueryOutcome> outcomes)
    {
        var all = outcomes.ToArray();
        _byClass = all.GroupBy(o => o.TrueClass).ToDictionary(c => c.Key, c => c.ToArray());
        _predictions = all.GroupBy(o => (o.TrueClass, o.PredictedClass)).ToDictionary(p => p.Key, p => p.Count());
        foreach (var episode in all.GroupBy(o => o.Episode))
        {
            var queries = episode.GroupBy(o => o.TrueClass).Select(c => (Class: c.Key, Count: c.Count())).ToArray();
            foreach (var (trueClass, count) in queries)
                foreach (var (other, _) in queries)
                    _chances[(trueClass, other)] = _chances.GetValueOrDefault((trueClass, other)) + count;
        }
        HardestFirst = _byClass.Keys.OrderBy(Accuracy).ThenBy(c => c).ToArray();
    }

    /// <summary>The classes that had query examples, the least accurate first.</summary>
    public IReadOnlyList<int> HardestFirst { get; }

    /// <summary>The query examples of a class.</summary>
    public IReadOnlyList<QueryOutcome> Of(int trueClass) => _byClass[trueClass];

    /// <summary>The part of the query examples of a class that was predicted right.</summary>
    public double Accuracy(int trueClass) => (double)_predictions.GetValueOrDefault((trueClass, trueClass)) / _byClass[trueClass].Length;

    /// <summary>
    /// The part of the query examples of a class that was taken for another, of those in episodes with both; null if there are none.
    /// </summary>
    public double? Rate(int trueClass, int predicted) => _chances.TryGetValue((trueClass, predicted), out var chances)
        ? (double)_predictions.GetValueOrDefault((trueClass, predicted)) / chances
        : null;

    /// <summary>How many query examples of a class could have been taken for another.</summary>
    public int Chances(int trueClass, int other) => _chances.GetValueOrDefault((trueClass, other));

    /// <summary>What a class is taken for, most often first.</summary>
    public IReadOnlyList<int> TakenFor(int trueClass) => _byClass[trueClass].Where(o => !o.IsHit).GroupBy(o => o.PredictedClass)
        .OrderByDescending(p => p.Count()).ThenBy(p => p.Key).Select(p => p.Key).ToArray();
}
