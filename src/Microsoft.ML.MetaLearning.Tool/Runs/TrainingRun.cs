using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using MetaLearn.Data;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Runs;

/// <summary>A run from its configuration to its folder: data, training, model, evaluation, and the record of it all.</summary>
internal sealed class TrainingRun
{
    private readonly Session _session;
    private readonly RunConfiguration _configuration;
    private readonly RunFolder _folder;
    private readonly MLContext _mlContext;
    private readonly DataSet _data;
    private RunRecord _record;

    private TrainingRun(Session session, RunConfiguration configuration, RunFolder folder, RunRecord? before)
    {
        _session = session;
        _configuration = configuration;
        _folder = folder;
        _mlContext = session.CreateContext(configuration.Training.Seed, configuration.Training.Gpu);
        _data = DataSet.Load(_mlContext, configuration.Data);
        var data = Describe(_data);
        if (before is not null && before.Data.Hash != data.Hash)
            throw new DataException($"{configuration.Data.Title} is not what the run began with: its hash is {data.Hash}, and was " +
                $"{before.Data.Hash}.");
        _record = new RunRecord(
            configuration.Training.Seed,
            data,
            [.. before?.Calls ?? [], new CallRecord(session.CommandLine, DateTimeOffset.Now, Versions.Current)]);
    }

    /// <summary>Begins a run.</summary>
    public static ExitCode Start(Session session, RunConfiguration configuration)
    {
        using var held = RunLock.Take(configuration.Output!);
        var text = JsonText.Write(ConfigurationWriter.Write(configuration));
        var folder = RunFolder.ForNewRun(configuration.Output!, text);
        // The data is read before anything is written, so that a wrong path leaves nothing behind.
        var run = new TrainingRun(session, configuration, folder, before: null);
        // The learner checks what it trains on, too, but what it is judged by is needed hours later.
        if (EpisodeNeeds.Problems(run._data, configuration) is { Count: > 0 } problems)
            throw new DataException(string.Join(
                Environment.NewLine, [.. problems, .. SuitableSettings.Advice(SuitableSettings.For(run._data, configuration))]));
        foreach (var warning in configuration.Data.Warnings(run._data.Rows))
            session.Say($"warning: {warning}");
        AtomicFile.WriteText(folder.Configuration, text);
        return run.Execute();
    }

    /// <summary>Continues a run.</summary>
    public static ExitCode Resume(Session session, RunFolder folder)
    {
        using var held = RunLock.TryTake(folder.Path);
        if (held is null && folder.ReadRecord().Calls.LastOrDefault(call => call.Status == RunStatus.Completed) is { MetaSteps: { } steps })
        {
            // Another call judges it again; what it finds is here already.
            Print(
                session,
                folder,
                RunStatus.Completed,
                steps,
                File.Exists(folder.Evaluation) ? FewShotMetrics.Load(folder.Evaluation) : null);
            return ExitCode.Success;
        }
        using var mine = held ?? RunLock.Take(folder.Path);
        return new TrainingRun(session, folder.ReadConfiguration([]), folder, folder.ReadRecord()).Execute();
    }

    private ExitCode Execute()
    {
        _folder.WriteRecord(_record);
        try
        {
            return Train();
        }
        catch (Exception e)
        {
            Finish(e is OperationCanceledException ? RunStatus.Cancelled : RunStatus.Failed, metaSteps: null, Messages.Of(e));
            if (e is OperationCanceledException)
                _session.Say($"nothing was learned yet. To begin again: metalearn resume {_folder.Path}");
            throw;
        }
    }

    private ExitCode Train()
    {
        using var display = new TrainingDisplay(_session);
        using var metrics = new MetricsFile(_folder.Metrics);
        using var board = _configuration.Reporting.Open(_folder.Events);
        using var initial = _configuration.Training.InitialModel is { } path ? ModelFile.Load(_mlContext, path) : null;
        _session.Say($"{_data.Source.Title}: training on {_record.Data.TrainClasses.Count} classes, " +
            $"{_record.Data.ValidationClasses.Count} to validate, {_record.Data.TestClasses.Count} to test.");
        var model = Fit(new CombinedProgress(board is null ? [metrics, display] : [metrics, display, board]), initial?.Model);
        display.Dispose();
        using (model as IDisposable)
        {
            ModelFile.Save(_mlContext, model, _data.Rows.Schema, _folder.Model);
            var steps = (_folder.ReadMetrics() is [.., var last] ? last.MetaStep : 0);
            var isCut = _session.Cancellation.IsCancellationRequested && steps < _configuration.Learner.OuterLoop.MetaSteps;
            return isCut ? Cancelled(steps) : Completed(model, steps);
        }
    }

    private ITransformer Fit(IProgress<MetaTrainingMetrics> progress, ITransformer? initial)
    {
        try
        {
            return TrainingPipeline.Create(
                _mlContext,
                _configuration,
                _data.Split,
                _session.Cancellation,
                progress,
                initial,
                _configuration.Training.Checkpoints.In(_folder.Checkpoints)).Fit(_data.Split.MetaTrain);
        }
        catch (ArgumentOutOfRangeException e)
            when (e.ParamName is not (nameof(MetaTrainerOptions.Sampling) or nameof(MetaTrainerOptions.ValidationSampling)))
        {
            // The options were checked before: what is out of range is too large for the data.
            throw new DataException($"{_data.Source.Title}: {Messages.Of(e)}", e);
        }
        catch (ArgumentException e)
        {
            // What needs the data to be found out, as an initial model of another architecture, or episodes that the learner is not made
            // for.
            throw new ConfigurationException([Messages.Of(e)]);
        }
    }

    private ExitCode Cancelled(int steps)
    {
        Finish(RunStatus.Cancelled, steps);
        _session.Say($"cancelled after {steps} meta-steps; what was learned so far is in '{_folder.Model}'. To go on: metalearn resume " +
            $"{_folder.Path}");
        Print(_session, _folder, RunStatus.Cancelled, steps, evaluation: null);
        return ExitCode.Cancelled;
    }

    private ExitCode Completed(ITransformer model, int steps)
    {
        FewShotMetrics? evaluation = null;
        if (_configuration.Evaluation.Episodes > 0 && _record.Data.TestClasses.Count > 0)
        {
            evaluation = _configuration.Reporting.Page
                ? EvaluationReport.WritePage(_folder.Report, _mlContext, model, _data.Split.MetaTest, _configuration.Evaluation, _folder)
                : EvaluationReport.Evaluate(_mlContext, model, _data.Split.MetaTest, _configuration.Evaluation);
            evaluation.Save(_folder.Evaluation);
        }
        Finish(RunStatus.Completed, steps);
        Print(_session, _folder, RunStatus.Completed, steps, evaluation);
        return ExitCode.Success;
    }

    private static void Print(Session session, RunFolder folder, RunStatus status, int steps, FewShotMetrics? evaluation)
    {
        var document = new JsonObject
        {
            ["run"] = folder.Path,
            ["status"] = JsonText.Name($"{status}"),
            ["metaSteps"] = steps,
            ["model"] = folder.Model,
            ["page"] = File.Exists(folder.Report) ? folder.Report : null,
            ["evaluation"] = evaluation is null ? null : EvaluationReport.ToJson(evaluation),
        };
        session.Print(document, console =>
        {
            if (evaluation is not null)
                EvaluationReport.Draw(console, evaluation);
            console.WriteLine($"{status.ToString().ToLowerInvariant()} after {steps} meta-steps: {folder.Model}");
        });
    }

    private void Finish(RunStatus status, int? metaSteps, string? error = null)
    {
        _record = _record.WithLast(call => call with
        {
            Finished = DateTimeOffset.Now,
            Status = status,
            MetaSteps = metaSteps,
            Error = error,
        });
        _folder.WriteRecord(_record);
    }

    private static DataRecord Describe(DataSet data)
    {
        string[] Classes(MetaPhase phase) => [.. DataSet.ClassSizes(data.Part(phase)).Keys];
        return new DataRecord(
            data.Hash(),
            DataSet.ClassSizes(data.Rows).Values.Sum(),
            Classes(MetaPhase.Train),
            Classes(MetaPhase.Validation),
            Classes(MetaPhase.Test));
    }
}
