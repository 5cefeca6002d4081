using System;
using System.Linq;

namespace Microsoft.ML.Data;

/// <summary>Sums over rows from which every multiclass metric follows.</summary>
internal sealed class MulticlassCounter
{
    // Probabilities are kept away from zero by this much, so that one sure mistake does not make the loss infinite.
    private const double Epsilon = 1e-15;

    private readonly double[] _classLogLoss;
    private readonly long[] _rankCounts;
    private long _rows;

    public MulticlassCounter(int classes)
    {
        Confusion = new double[classes][];
        for (int i = 0; i < classes; i++)
            Confusion[i] = new double[classes];
        _classLogLoss = new double[classes];
        _rankCounts = new long[classes];
    }

    // Actual classes in rows, predicted ones in columns.
    public double[][] Confusion { get; }

    public double LogLoss => _rows == 0 ? 0 : _classLogLoss.Sum() / _rows;

    public double LogLossReduction
    {
        get
        {
            double entropy = 0;
            foreach (double count in Confusion.Select(row => row.Sum()).Where(count => count > 0))
                entropy -= count / _rows * Math.Log(count / _rows);
            return (entropy - LogLoss) / entropy;
        }
    }

    public double MicroAccuracy => _rows == 0 ? 0 : Confusion.Select((row, i) => row[i]).Sum() / _rows;

    public double MacroAccuracy => Confusion
        .Select((row, i) => (Correct: row[i], Count: row.Sum()))
        .Where(item => item.Count > 0)
        .Select(item => item.Correct / item.Count)
        .DefaultIfEmpty()
        .Average();

    public void Add(int label, ReadOnlySpan<float> scores)
    {
        int predicted = 0;
        int rank = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > scores[predicted])
                predicted = i;
            // Equal scores rank by class.
            if (scores[i] > scores[label] || scores[i] == scores[label] && i < label)
                rank++;
        }
        _rows++;
        _rankCounts[rank]++;
        Confusion[label][predicted]++;
        _classLogLoss[label] -= Math.Log(Math.Clamp(scores[label], Epsilon, 1));
    }

    public double[] GetPerClassLogLoss()
        => _classLogLoss.Select((loss, i) => loss / Math.Max(1, Confusion[i].Sum())).ToArray();

    public double[] GetTopKAccuracies(int count)
    {
        var accuracies = new double[count];
        long hits = 0;
        for (int k = 0; k < count; k++)
        {
            hits += k < _rankCounts.Length ? _rankCounts[k] : 0;
            accuracies[k] = _rows == 0 ? 0 : (double)hits / _rows;
        }
        return accuracies;
    }
}
