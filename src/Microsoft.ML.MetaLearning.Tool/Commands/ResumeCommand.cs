using System.CommandLine;
using MetaLearn.Runs;

namespace MetaLearn.Commands;

/// <summary><c>metalearn resume</c>: a run goes on.</summary>
internal static class ResumeCommand
{
    public static Command Create(Session session)
    {
        var folder = new Argument<string>("run") { Description = "the folder of a run that was cancelled or killed" };
        var command = new Command("resume", "Continues a run, with the same result as if it had not been interrupted.") { folder };
        command.SetAction(result => (int)TrainingRun.Resume(session, RunFolder.Open(result.GetValue(folder)!)));
        return command;
    }
}
