using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using MetaLearn.Data;
using MetaLearn.Runs;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn compare</c>: several models on the same episodes of classes that none has seen.</summary>
internal static class CompareCommand
{
    public static Command Create(Session session)
    {
        var candidates = new Argument<string[]>("candidates")
        {
            Description = "folders of runs, model files, or configurations (.json), which are trained first; or results that 'evaluate " +
                "--output' saved",
            Arity = new ArgumentArity(2, 1000),
        };
        var data = new Option<string?>("--data")
        {
            Description = "the configuration whose data to judge by; that of the first candidate by default"
        };
        var protocol = new ProtocolOptions();
        var command = new Command(
            "compare", "Compares models on the same episodes, in pairs, and names a winner only where there is one.") { candidates, data };
        protocol.AddTo(command);
        command.SetAction(result =>
        {
            var paths = result.GetValue(candidates)!;
            if (paths.Any(ResultFile.Is))
            {
                CompareResults(
                    session, paths, protocol.Episodes.Append(data).FirstOrDefault(o => result.GetResult(o) is { Implicit: false }));
                return;
            }
            var configurations = paths.Select(ConfigurationOf).ToArray();
            var shared = result.GetValue(data) is { } file ? ConfigurationLoader.LoadFile(file, []) : configurations[0]
                ?? throw new ConfigurationException(
                    [$"'{paths[0]}' is not in the folder of a run, which would name its data: give --data."]);
            var mlContext = session.CreateContext(shared.Training.Seed, shared.Training.Gpu);
            var split = DataSet.Load(mlContext, shared.Data).Split;
            RequireUnseen(paths, split.MetaTest);
            var learners = paths.Zip(NamesOf(paths), configurations).Select(c =>
                Candidate(mlContext, session, split, c.First, c.Second, c.Third)).ToArray();
            var settings = protocol.Read(result, shared.Evaluation);
            var judged =
                settings.ToProtocol(shared.Learner.Ways, shared.Learner.Shots, shared.Learner.QueryShots) with { AdaptationSteps = null };
            var comparison = DataException.Guard(() =>
                mlContext.MetaLearning().Compare(split.MetaTest, learners, [judged], split.MetaTrain));
            session.Print(ToJson(comparison.Protocols[0], comparison), console => console.WriteLine($"{comparison}"));
        });
        return command;
    }

    private static void CompareResults(Session session, string[] paths, Option? unusable)
    {
        if (unusable is not null)
            throw new ConfigurationException([$"{unusable.Name} is for models; the episodes of saved results are what they are."]);
        if (paths.FirstOrDefault(p => !ResultFile.Is(p)) is { } other)
            throw new ConfigurationException([$"'{other}' is no saved result; results are compared with results alone."]);
        var results = NamesOf(paths).Zip(paths).ToDictionary(p => p.First, p => ResultFile.Load(p.Second));
        var comparison = DataException.Guard(() => session.CreateContext().MetaLearning().CompareResults(results));
        session.Print(ToJson(comparison, learners: null), console =>
        {
            foreach (var (name, metrics) in results)
                console.WriteLine($"{name}: {metrics}");
            console.WriteLine($"{comparison}");
        });
    }

    private static bool IsConfiguration(string path) => Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a candidate was configured by, or is to be; null for a model file on its own.</summary>
    private static RunConfiguration? ConfigurationOf(string path)
    {
        if (IsConfiguration(path))
            return ConfigurationLoader.LoadFile(path, []);
        return RunOf(path) is { HasRun: true } run ? run.ReadConfiguration([]) : null;
    }

    private static RunFolder RunOf(string path) =>
        new(Directory.Exists(path) ? Path.GetFullPath(path) : Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>A configuration is trained on the classes that are for training here; a run may have had others.</summary>
    private static void RequireUnseen(IEnumerable<string> paths, IDataView metaTest)
    {
        var judged = DataSet.ClassSizes(metaTest).Keys;
        foreach (var path in paths.Where(p => !IsConfiguration(p)))
            if (RunOf(path) is { HasRun: true } run && run.ReadRecord().Data.Leaked(judged) is { } leaked)
                throw new ConfigurationException([$"'{path}' was trained on {leaked}, by which it would be judged: its data, or its " +
                    "split, is another than what is compared by."]);
    }

    /// <summary>The last part of each path, or all of it where that would be ambiguous.</summary>
    private static string[] NamesOf(string[] paths)
    {
        var names = paths.Select(path => Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path))).ToArray();
        return names.Distinct().Count() == names.Length ? names : paths;
    }

    private static LearnerCandidate Candidate(
        MLContext mlContext, Session session, ClassSplit split, string path, string name, RunConfiguration? configuration)
    {
        if (!IsConfiguration(path))
            return new LearnerCandidate(name, ModelFile.LoadMetaLearned(mlContext, path).Model);
        session.Say($"'{name}' is trained first.");
        return new LearnerCandidate(name, TrainingPipeline.Create(mlContext, configuration!, split, session.Cancellation));
    }

    /// <param name="result">The result.</param>
    /// <param name="learners">What else is known of the learners; null for saved results.</param>
    private static JsonObject ToJson(ProtocolComparison result, LearnerComparison? learners) => new()
    {
        ["protocol"] = $"{result.Protocol.Ways}-way {result.Protocol.Shots}-shot",
        ["compared"] = result.IsTransductive ? "transductive" : "inductive",
        ["learners"] = new JsonArray(result.Learners.Select(l => (JsonNode)new JsonObject
        {
            ["name"] = l.Name,
            ["evaluation"] = EvaluationReport.ToJson(l.Metrics),
            ["adaptationMilliseconds"] = l.AdaptationTime?.TotalMilliseconds,
            ["modelBytes"] = learners?[l.Name].ModelBytes,
            ["trainingSeconds"] = learners?[l.Name].TrainingTime?.TotalSeconds,
        }).ToArray()),
        ["differences"] = new JsonArray(result.Differences.Select(d => (JsonNode)JsonText.Node(d)).ToArray()),
        ["best"] = result.Best,
        ["winner"] = result.Winner,
    };
}
