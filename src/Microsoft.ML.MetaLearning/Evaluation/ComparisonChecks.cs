using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>What can be wrong with a comparison, found before minutes of training.</summary>
internal static class ComparisonChecks
{
    public static void Names(IReadOnlyList<LearnerCandidate> learners)
    {
        if (learners.Count < 2)
            throw new ArgumentException($"a comparison needs at least 2 learners, but {learners.Count} {(learners.Count == 1 ? "is" : "are")} given.", nameof(learners));
        foreach (var name in learners.GroupBy(l => l.Name).Where(g => g.Count() > 1).Select(g => g.Key))
            throw new ArgumentException($"each learner needs a name of its own, but '{name}' is given more than once.", nameof(learners));
    }

    public static void Protocols(IReadOnlyList<FewShotProtocol> protocols, int queryShots)
    {
        if (protocols.Count == 0)
            throw new ArgumentException("a comparison needs at least one protocol, but none is given.", nameof(protocols));
        foreach (var protocol in protocols)
        {
            Checks.Between(protocol.Ways, 2, Limits.Ways, "ways");
            Checks.Between(protocol.Shots, 1, Limits.Shots, "shots");
        }
        Checks.Between(queryShots, 1, Limits.Shots, nameof(queryShots));
    }

    /// <summary>
    /// Checks that a learner classifies, tells as many classes apart as the protocols ask for, and finds enough classes and rows.
    /// </summary>
    public static void Learner(LearnerCandidate learner, IReadOnlyList<FewShotProtocol> protocols, int queryShots, IDataView metaTest)
    {
        var (task, outputs, columns) = learner switch
        {
            { Model: { } model } when MetaModelChain.Split(model).Meta is var meta => (meta.Learner.Problem.Task, meta.Learner.Problem.Outputs, meta.Columns),
            { MetaTrainer: { } trainer } => (trainer.Task, trainer.Outputs, trainer.Columns),
            _ => default,
        };
        if (columns is null)
            return;
        if (task != TaskKind.Classification)
            throw new ArgumentException($"learner '{learner.Name}' is for regression; only classifiers can be compared.", nameof(learner));
        RequireWays(learner.Name, outputs, protocols);
        if (metaTest.Schema.GetColumnOrNull(columns.Label) is { } label && LabelTypes.Supports(label.Type))
            RequireRows(ClassSplit.Labels(metaTest, columns.Label).CountBy(name => name).ToArray(), protocols, queryShots);
    }

    public static void RequireWays(string learner, int? outputs, IReadOnlyList<FewShotProtocol> protocols)
    {
        foreach (var protocol in protocols.Where(p => p.Ways > outputs))
            throw new ArgumentOutOfRangeException("ways", protocol.Ways, $"learner '{learner}' can tell at most {outputs} classes apart, but {protocol} is asked for.");
    }

    private static void RequireRows(KeyValuePair<string, int>[] classes, IReadOnlyList<FewShotProtocol> protocols, int queryShots)
    {
        var sizes = new ClassSizes(classes.Select(c => c.Key).ToArray(), classes.Select(c => c.Value).ToArray());
        foreach (var protocol in protocols)
        {
            if (classes.Length < protocol.Ways)
                throw new ArgumentOutOfRangeException("metaTest", $"{protocol} episodes need at least {protocol.Ways} classes, but the data has {classes.Length}.");
            if (sizes.Shortage(new EpisodeShape(protocol.Ways, protocol.Shots, queryShots)) is { } shortage)
                throw new ArgumentOutOfRangeException("metaTest", shortage);
        }
    }
}
