using System;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Linq;
using MetaLearn.Commands;
using MetaLearn.Runs;
using Spectre.Console;

namespace MetaLearn;

/// <summary>The command line as a whole.</summary>
internal static class Tool
{
    // Where the output is no terminal, System.CommandLine does not wrap at all.
    private const int HelpWidth = 100;

    /// <summary>Runs one call; what goes wrong is a message on the error output and an exit code.</summary>
    public static ExitCode Run(Session session)
    {
        try
        {
            var result = Create(session).Parse([.. session.Arguments]);
            (session.Json, session.Verbose) = (result.GetValue(CommonOptions.Json), result.GetValue(CommonOptions.Verbose));
            if (result.Action is ParseErrorAction)
            {
                foreach (var error in result.Errors)
                    session.Say(error.Message);
                session.Say($"'{result.CommandResult.Command.Name} --help' tells what there is.");
                return ExitCode.Usage;
            }
            return (ExitCode)result.Invoke(new InvocationConfiguration
            {
                Output = session.Out,
                Error = session.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception e)
        {
            session.Say(session.Verbose ? $"{e}" : Messages.Of(e));
            return e switch
            {
                ToolException known => known.Code,
                OperationCanceledException => ExitCode.Cancelled,
                _ => ExitCode.Failure,
            };
        }
    }

    private static RootCommand Create(Session session)
    {
        var root = CreateCommands(session);
        root.Options.OfType<VersionOption>().Single().Action = new VersionsAction(session);
        if (root.Options.OfType<HelpOption>().Single().Action is HelpAction help)
            help.MaxWidth = Math.Min(help.MaxWidth, HelpWidth);
        return root;
    }

    private static RootCommand CreateCommands(Session session) =>
        new("Few-shot learning: meta-train on many classes, then learn new ones from a handful of examples.")
    {
        CommonOptions.Json,
        CommonOptions.Verbose,
        TrainCommand.Create(session),
        ResumeCommand.Create(session),
        EvaluateCommand.Create(session),
        ReportCommand.Create(session),
        TeachCommand.Create(session),
        AdaptCommand.Create(session),
        ClassifierCommand.Create(session),
        PredictCommand.Create(session),
        ExportCommand.Create(session),
        CompareCommand.Create(session),
        SelectCommand.Create(session),
        RankCommand.Create(session),
        InspectCommand.Create(session),
        DataCommand.Create(session),
        ConfigCommand.Create(session),
    };

    /// <summary><c>metalearn --version</c>: all the versions that run.</summary>
    private sealed class VersionsAction(Session session) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            session.Print(JsonText.Node(Versions.Current), console => console.WriteLine($"{Versions.Current}"));
            return (int)ExitCode.Success;
        }
    }
}
