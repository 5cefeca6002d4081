using System.CommandLine;
using System.IO;
using MetaLearn.Runs;

namespace MetaLearn.Commands;

/// <summary><c>metalearn train</c>: a run from a configuration.</summary>
internal static class TrainCommand
{
    public static Command Create(Session session)
    {
        var (file, preset, set) = (CommonOptions.Configuration(), CommonOptions.Preset(), CommonOptions.Set());
        var output = new Option<string?>("--output", "-o") { Description = "the folder of the run" };
        var command = new Command(
            "train",
            "Meta-trains, judges, and writes model, figures and the record of the run into a folder.") { file, preset, set, output };
        command.SetAction(result =>
        {
            var (path, name) = (result.GetValue(file), result.GetValue(preset));
            var configuration = CommonOptions.Read(path, name, result.GetValue(set), result.GetValue(output));
            configuration.Output ??= Path.GetFullPath(Path.Combine("runs", CommonOptions.NameOf(path, name)));
            return (int)TrainingRun.Start(session, configuration);
        });
        return command;
    }
}
