using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Evaluates a model under every combination of sizes.</summary>
internal static class GridEvaluation
{
    public static EvaluationGrid Run(
        IHostEnvironment env,
        ITransformer metaModel,
        IDataView metaTest,
        IReadOnlyList<int>? ways,
        IReadOnlyList<int>? shots,
        IReadOnlyList<int>? queryShots,
        IReadOnlyList<double>? imbalances,
        EvaluationProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(metaTest);
        protocol.Checked().Fixed("a table of sizes");
        var model = JudgedModel.Classifier(env, metaModel);
        var (otherWays, otherShots, otherQueryShots) = protocol.For(model.Meta.Shape).Shape;
        (ways, shots) = (ways ?? [otherWays], shots ?? [otherShots]);
        (queryShots, imbalances) = (queryShots ?? [otherQueryShots], imbalances ?? [1]);
        GridChecks.Numbers(ways, shots, queryShots, imbalances);
        using var examples = model.Read(metaTest);
        var cells =
            from w in ways
            from k in shots
            from q in queryShots
            from imbalance in imbalances
            let sizes = UnevenEpisodes.Sizes(w, k, imbalance)
            let reason = GridChecks.Absence(model.Meta.Learner.Problem, examples, w, k, q, imbalance, sizes)
            select (Cell: new EvaluationCell(w, k, q, imbalance, Metrics: null, reason), Sizes: sizes);
        var evaluated = cells.ToArray()
            .Select(c => c.Cell.Reason is null ? c.Cell with { Metrics = Evaluate(model, examples, c.Cell, c.Sizes!, protocol) } : c.Cell);
        return new EvaluationGrid(protocol.Episodes, evaluated.ToArray());
    }

    private static FewShotMetrics Evaluate(
        JudgedModel model, ExampleSet examples, EvaluationCell cell, int[] sizes, EvaluationProtocol protocol)
    {
        var episodes = new EpisodeLoader(examples, new EpisodeShape(cell.Ways, sizes.Max(), cell.QueryShots), protocol.Seed);
        var origin = EpisodeOrigin.Of(examples, protocol.Seed) with { Imbalance = cell.Imbalance };
        IEpisodeSource source = cell.Imbalance == 1 ? episodes : new UnevenEpisodes(episodes, sizes);
        return model.Run(protocol, evaluator => evaluator.Classification(source, protocol.Episodes, origin));
    }
}
