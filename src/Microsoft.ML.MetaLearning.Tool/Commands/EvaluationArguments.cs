using System.Collections.Generic;
using System.CommandLine;
using MetaLearn.Configuration;
using MetaLearn.Data;
using MetaLearn.Runs;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Commands;

/// <summary>The arguments and options of commands that judge a meta-learned model.</summary>
internal sealed class EvaluationArguments
{
    private readonly Argument<string> _model = new("model") { Description = "the folder of a run, or a model file" };
    private readonly Option<string?> _rows = new("--rows")
    {
        Description = "rows of other data to judge by: a folder of images, a CSV or TSV file"
    };
    private readonly Option<MetaPhase> _part = new("--part")
    {
        Description = "the part of the run's own data to judge by",
        DefaultValueFactory = _ => MetaPhase.Test,
    };
    private readonly ProtocolOptions _protocol = new();

    /// <summary>The options that say which episodes are drawn.</summary>
    public IReadOnlyList<Option> Episodes => _protocol.Episodes;

    public void AddTo(Command command)
    {
        command.Arguments.Add(_model);
        command.Options.Add(_rows);
        command.Options.Add(_part);
        _protocol.AddTo(command);
    }

    public EvaluationTask Read(Session session, ParseResult result)
    {
        var mlContext = session.CreateContext();
        var model = ModelFile.LoadMetaLearned(mlContext, result.GetValue(_model)!);
        var configuration = model.Run?.ReadConfiguration([]);
        var rows = result.GetValue(_rows) is { } path
            ? ModelRows.ReadLabelled(mlContext, model.Schema, path)
            : Part(mlContext, configuration, result.GetValue(_part));
        if (result.GetValue(_rows) is not null && model.Run?.ReadRecord().Data.Leaked(DataSet.ClassSizes(rows).Keys) is { } leaked)
            session.Say($"warning: the model was trained on {leaked}, by which it is judged.");
        return new EvaluationTask(mlContext, model, rows, _protocol.Read(result, configuration?.Evaluation ?? new EvaluationSettings()));
    }

    private static IDataView Part(MLContext mlContext, RunConfiguration? configuration, MetaPhase part)
    {
        if (configuration is null)
            throw new ConfigurationException(["the model is not in the folder of a run, which would name its data: give --rows."]);
        var rows = DataSet.Load(mlContext, configuration.Data).Part(part);
        return DataSet.ClassSizes(rows).Count > 0
            ? rows
            : throw new DataException($"{configuration.Data.Title} has no classes for {JsonText.Name($"{part}")}, by which the model is " +
                "to be judged; give another --part, or --rows.");
    }
}
