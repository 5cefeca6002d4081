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
            throw new ArgumentException(
                $"a comparison needs at least 2 learners, but {learners.Count} {(learners.Count == 1 ? "is" : "are")} given.",
                nameof(learners));
        foreach (var name in learners.GroupBy(l => l.Name).Where(g => g.Count() > 1).Select(g => g.Key))
            throw new ArgumentException($"each learner needs a name of its own, but '{name}' is given more than once.", nameof(learners));
    }

    /// <summary>
    /// Returns the protocols with sizes where they leave them open: those of the meta-training of the first learner that tells them.
    /// </summary>
    public static IReadOnlyList<EvaluationProtocol> Protocols(
        IReadOnlyList<LearnerCandidate> learners, IReadOnlyList<EvaluationProtocol> protocols)
    {
        if (protocols.Count == 0)
            throw new ArgumentException("a comparison needs at least one protocol, but none is given.", nameof(protocols));
        foreach (var protocol in protocols)
            protocol.Checked();
        var shape = learners.Select(l => l.Model is { } model ? MetaModelChain.Split(model).Meta.Shape : l.MetaTrainer?.Shape)
            .FirstOrDefault(s => s is not null);
        EpisodeShape Known(EvaluationProtocol protocol) => shape ?? throw new ArgumentException(
            $"the protocol must give the sizes of episodes, since those of the learners are not known before training, but is {protocol}.",
            nameof(protocols));
        return protocols.Select(p => p is { Ways: not null, Shots: not null, QueryShots: not null } ? p : p.For(Known(p))).ToArray();
    }

    /// <summary>
    /// Checks that a learner classifies, tells as many classes apart as the protocols ask for, and finds enough classes and rows.
    /// </summary>
    public static void Learner(LearnerCandidate learner, IReadOnlyList<EvaluationProtocol> protocols, IDataView metaTest)
    {
        var (task, outputs, columns) = learner switch
        {
            { Model: { } model } when MetaModelChain.Split(model).Meta is var meta =>
                (meta.Learner.Problem.Task, meta.Learner.Problem.Outputs, meta.Columns),
            { MetaTrainer: { } trainer } => (trainer.Task, trainer.Outputs, trainer.Columns),
            _ => default,
        };
        if (columns is null)
            return;
        if (task != TaskKind.Classification)
            throw new ArgumentException($"learner '{learner.Name}' is for regression; only classifiers can be compared.", nameof(learner));
        RequireWays(learner.Name, outputs, protocols);
        if (metaTest.Schema.GetColumnOrNull(columns.Label) is { } label && LabelTypes.Supports(label.Type))
            RequireRows(ClassSplit.Labels(metaTest, columns.Label).CountBy(name => name).ToArray(), protocols);
    }

    public static void RequireWays(string learner, int? outputs, IReadOnlyList<EvaluationProtocol> protocols)
    {
        foreach (var shape in protocols.Select(p => p.Sampling.Largest(p.Shape)).Where(s => s.Ways > outputs))
            throw new ArgumentOutOfRangeException(nameof(EvaluationProtocol.Ways), shape.Ways,
                $"learner '{learner}' can tell at most {outputs} classes apart, but {Title(shape)} is asked for.");
    }

    private static void RequireRows(KeyValuePair<string, int>[] classes, IReadOnlyList<EvaluationProtocol> protocols)
    {
        var sizes = new ClassSizes(classes.Select(c => c.Key).ToArray(), classes.Select(c => c.Value).ToArray());
        foreach (var protocol in protocols.Where(p => ReferenceEquals(p.Sampling, EpisodeSampling.Fixed)))
        {
            if (classes.Length < protocol.Ways)
                throw new ArgumentOutOfRangeException("metaTest",
                    $"{Title(protocol.Shape)} episodes need at least {protocol.Ways} classes, but the data has {classes.Length}.");
            if (sizes.Shortage(protocol.Shape) is { } shortage)
                throw new ArgumentOutOfRangeException("metaTest", shortage);
        }
    }

    private static string Title(EpisodeShape shape) => $"{shape.Ways}-way {shape.Shots}-shot";
}
