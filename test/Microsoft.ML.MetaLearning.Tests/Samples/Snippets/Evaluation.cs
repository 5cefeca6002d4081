using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/evaluation.md.</summary>
internal static class Evaluation
{
    public static void Evaluate(MLContext mlContext, ITransformer metaModel, IDataView metaTest)
    {
        // <evaluate>
        FewShotMetrics metrics = mlContext.MetaLearning().Evaluate(metaModel, metaTest, new(Episodes: 600));
        Console.WriteLine(metrics);
        // </evaluate>
    }

    public static void Compare(FewShotMetrics metricsA, FewShotMetrics metricsB)
    {
        // <compare>
        var (difference, interval) = metricsA.Inductive.Compare(metricsB.Inductive);
        // </compare>
    }

    public static void CompareLearners(MLContext mlContext, IDataView metaTrain, IDataView metaTest)
    {
        // <compare-learners>
        var comparison = mlContext.MetaLearning().Compare(metaTrain, metaTest, new Dictionary<string, IEstimator<ITransformer>>
        {
            ["MAML"] = mlContext.MetaLearning().Maml(ways: 5, shots: 1, queryShots: 5),
            ["ProtoNet"] = mlContext.MetaLearning().PrototypicalNetwork(ways: 20, shots: 1, queryShots: 5),
        }, new(Ways: 5, Shots: 1));
        Console.WriteLine(comparison);

        ITransformer best = comparison[comparison.Protocols[0].Best].Model;
        // </compare-learners>
    }

    public static void CompareModels(MLContext mlContext, ITransformer maml, ITransformer protoNet, IEstimator<ITransformer> newPipeline, IDataView metaTrain, IDataView metaTest)
    {
        // <compare-models>
        // Trained models alone need no rows to train on.
        var models = mlContext.MetaLearning().Compare(metaTest, new Dictionary<string, ITransformer> { ["MAML"] = maml, ["ProtoNet"] = protoNet });

        // Trained and untrained ones together, under several protocols.
        var all = mlContext.MetaLearning().Compare(
            metaTest,
            [new("MAML", maml), new("ProtoNet", protoNet), new("new", newPipeline)],
            [new(Ways: 5, Shots: 1), new(Ways: 5, Shots: 5)],
            metaTrain);
        // </compare-models>
    }

    public static void CompareSaved(MLContext mlContext, FewShotMetrics metrics)
    {
        // <compare-saved>
        metrics.Save("maml.json");

        var results = new[] { "maml", "protonet" }.ToDictionary(name => name, name => FewShotMetrics.Load($"{name}.json"));
        Console.WriteLine(mlContext.MetaLearning().CompareResults(results));
        // </compare-saved>
    }

    public static void Rank(MLContext mlContext, IDataView birds, IDataView fungi, ITransformer maml, ITransformer protoNet)
    {
        // <rank>
        LearnerRanking ranking = mlContext.MetaLearning().Rank(
            new Dictionary<string, IDataView> { ["birds"] = birds, ["fungi"] = fungi },
            new Dictionary<string, ITransformer> { ["MAML"] = maml, ["ProtoNet"] = protoNet });
        Console.WriteLine(ranking);
        // </rank>
    }

    public static void Grid(MLContext mlContext, ITransformer metaModel, IDataView metaTest)
    {
        // <grid>
        EvaluationGrid grid = mlContext.MetaLearning().EvaluateGrid(metaModel, metaTest, ways: [5, 20], shots: [1, 5], imbalances: [1, 9]);
        Console.WriteLine(grid);
        File.WriteAllText("grid.csv", grid.ToCsv());
        // </grid>
    }

    public static void SelectBest(MLContext mlContext, IDataView validation)
    {
        // <select-best>
        ModelSelection selection = mlContext.MetaLearning().SelectBest(Directory.GetFiles("models", "*.zip"), validation);
        Console.WriteLine(selection);
        ITransformer chosen = selection.Model;
        // </select-best>
    }

    public static void OpenSet(MLContext mlContext, ITransformer metaModel, IDataView metaTest, IDataView sentencesOutOfScope)
    {
        // <open-set>
        OpenSetMetrics openSet = mlContext.MetaLearning().EvaluateOpenSet(metaModel, metaTest);
        OpenSetMetrics outOfScope = mlContext.MetaLearning().EvaluateOpenSet(metaModel, metaTest, outOfScope: sentencesOutOfScope);
        // </open-set>
    }
}
