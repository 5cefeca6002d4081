using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>From episodes with rows of no class of theirs to a threshold.</summary>
internal static class Calibration
{
    /// <param name="outcomes">The episodes.</param>
    /// <param name="falseRejectionRate">The part of the known rows, of all episodes together, that may be rejected.</param>
    /// <param name="measure">What new rows are told by; the one of the largest mean area under the curve if null.</param>
    public static Rejection Choose(IReadOnlyList<OpenSetOutcome> outcomes, double falseRejectionRate, NoveltyMeasure? measure)
    {
        var (chosen, area) = outcomes[0].Novelty.Keys.Where(m => measure is null || m == measure)
            .Select(m => (Measure: m, Area: outcomes.Average(o => RocCurve.Area(
                o.Novelty[m].Known, o.Novelty[m].Unknown)))).MaxBy(m => m.Area);
        var (known, unknown) = Pooled(outcomes, chosen);
        var threshold = RocCurve.Quantile(known, falseRejectionRate);
        return new Rejection
        {
            Measure = chosen,
            Threshold = threshold,
            FalseRejectionRate = Above(known, threshold),
            DetectionRate = Above(unknown, threshold),
            AreaUnderRocCurve = area,
            Episodes = outcomes.Count,
        };
    }

    /// <summary>The novelty of the rows of all episodes.</summary>
    public static (float[] Known, float[] Unknown) Pooled(IReadOnlyList<OpenSetOutcome> outcomes, NoveltyMeasure measure) =>
        (outcomes.SelectMany(o => o.Novelty[measure].Known).ToArray(), outcomes.SelectMany(o => o.Novelty[measure].Unknown).ToArray());

    /// <summary>The part of the numbers above a threshold.</summary>
    public static double Above(float[] values, float threshold) => values.Count(v => v > threshold) / (double)values.Length;
}
