using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Trains learners where they are not trained yet, and judges all of them on the same episodes.</summary>
internal static class Comparison
{
    public static LearnerComparison Run(
        MLContext mlContext,
        IDataView metaTest,
        IEnumerable<LearnerCandidate> learners,
        IReadOnlyList<EvaluationProtocol> protocols,
        IDataView? metaTrain)
    {
        ArgumentNullException.ThrowIfNull(metaTest);
        ArgumentNullException.ThrowIfNull(learners);
        ArgumentNullException.ThrowIfNull(protocols);
        var candidates = learners.ToArray();
        ComparisonChecks.Names(candidates);
        protocols = ComparisonChecks.Protocols(candidates, protocols);
        foreach (var candidate in candidates)
            ComparisonChecks.Learner(candidate, protocols, metaTest);
        if (metaTrain is null && candidates.FirstOrDefault(c => c.Model is null) is { } untrained)
            throw new ArgumentNullException(nameof(metaTrain),
                $"learner '{untrained.Name}' is not trained, so rows to train it on are needed.");

        IHostEnvironment env = mlContext;
        using var channel = env.Start("Compare");
        var compared = candidates.Select(candidate => Train(mlContext, candidate, metaTrain, metaTest.Schema, channel)).ToArray();
        var classes = new SharedClasses();
        var results = compared.Select(learner => Judge(env, learner, metaTest, classes, protocols)).ToArray();
        var byProtocol = protocols.Select((p, i) => new ProtocolComparison(p, results.Select(r => r[i]).ToArray()));
        return new LearnerComparison(compared, byProtocol.ToArray());
    }

    /// <summary>Compares saved results.</summary>
    public static ProtocolComparison Of(IReadOnlyDictionary<string, FewShotMetrics> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Count < 2)
            throw new ArgumentException(
                $"a comparison needs at least 2 results, but {results.Count} {(results.Count == 1 ? "is" : "are")} given.",
                nameof(results));
        SameEpisodes.Require(results.Select(r => (r.Key, r.Value)).ToArray());
        var first = results.Values.First();
        var protocol = new EvaluationProtocol(first.Ways, first.Shots, first.QueryShots, first.Episodes, first.Seed!.Value);
        return new ProtocolComparison(protocol, results.Select(r => new LearnerResult(r.Key, r.Value, AdaptationTime: null)).ToArray());
    }

    /// <summary>Evaluates models on several data sets and ranks them.</summary>
    public static LearnerRanking Rank(
        MLContext mlContext,
        IReadOnlyDictionary<string, IDataView> dataSets,
        IReadOnlyDictionary<string, ITransformer> models,
        EvaluationProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(dataSets);
        ArgumentNullException.ThrowIfNull(models);
        var candidates = models.Select(m => new LearnerCandidate(m.Key, m.Value)).ToArray();
        ComparisonChecks.Names(candidates);
        var protocols = ComparisonChecks.Protocols(candidates, [protocol]);
        foreach (var candidate in candidates)
            foreach (var rows in dataSets.Values)
                ComparisonChecks.Learner(candidate, protocols, rows);
        return LearnerRanking.Of(dataSets.ToDictionary(
            d => d.Key,
            d => (IReadOnlyDictionary<string, FewShotMetrics>)Run(mlContext, d.Value, candidates, protocols, metaTrain: null)
                .Protocols[0].Learners.ToDictionary(l => l.Name, l => l.Metrics)));
    }

    private static ComparedLearner Train(
        MLContext mlContext, LearnerCandidate candidate, IDataView? metaTrain, DataViewSchema schema, IChannel channel)
    {
        var start = Stopwatch.GetTimestamp();
        var model = candidate.Model ?? candidate.Pipeline!.Fit(metaTrain!);
        var time = candidate.Model is null ? Stopwatch.GetElapsedTime(start) : (TimeSpan?)null;
        var learner = MetaModelChain.Split(model).Meta.Learner;
        using var file = new MemoryStream();
        mlContext.Model.Save(model, schema, file);
        return new ComparedLearner(candidate.Name, model, time, file.Length, learner.GradientPath(HostContext.Device(mlContext, channel)));
    }

    /// <summary>The results of a learner under each protocol.</summary>
    private static LearnerResult[] Judge(
        IHostEnvironment env,
        ComparedLearner learner,
        IDataView metaTest,
        SharedClasses classes,
        IReadOnlyList<EvaluationProtocol> protocols)
    {
        using var scope = NewDisposeScope();
        var model = JudgedModel.Classifier(env, learner.Model);
        using var use = model.Meta.Use();
        ComparisonChecks.RequireWays(learner.Name, model.Meta.Learner.Problem.Outputs, protocols);
        using var examples = model.Read(metaTest);
        var aligned = classes.Align(learner.Name, examples);
        return protocols.Select(protocol => new LearnerResult(
            learner.Name,
            model.Evaluate(aligned, protocol),
            AdaptationClock.Median(model.Model(protocol), JudgedModel.Episodes(aligned, protocol)))).ToArray();
    }
}
