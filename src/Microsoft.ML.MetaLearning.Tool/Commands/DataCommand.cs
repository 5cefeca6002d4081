using System.CommandLine;

namespace MetaLearn.Commands;

/// <summary>
/// <c>metalearn data</c>: what data there is and whether it is good. A new action is a class beside this one and a line here.
/// </summary>
internal static class DataCommand
{
    public static Command Create(Session session) =>
        new("data", "Lists the kinds of data and the published data sets, downloads, converts and checks data.")
    {
        DataListCommand.Create(session),
        DataCheckCommand.Create(session),
        DataDownloadCommand.Create(session),
        DataConvertCommand.Create(session),
    };
}
