using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using MetaLearn.Data;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn data download</c>: the original files of a published data set.</summary>
internal static class DataDownloadCommand
{
    public static Command Create(Session session)
    {
        var name = new Argument<string>("name") { Description = "a data set that 'metalearn data list' lists" };
        var output = new Option<string>("--output", "-o") { Description = "the folder for the files", Required = true };
        var command = new Command(
            "download", "Downloads the files of a published data set, or tells how to get them; checks their hashes.") { name, output };
        command.SetAction(result =>
        {
            var dataSet = PublishedSource.Find(result.GetValue(name)!);
            var folder = Path.GetFullPath(result.GetValue(output)!);
            if (dataSet.Files.Count > 0)
                session.Say($"{dataSet.Name}, licence: {dataSet.License}");
            Download(session, dataSet, folder);
            var files = dataSet.Files.Select(f => Path.Combine(folder, f.Name)).ToArray();
            session.Print(
                new JsonObject { ["folder"] = folder, ["files"] = new JsonArray(files.Select(f => (JsonNode)f).ToArray()) },
                console => console.WriteLine($"{string.Join('\n', files)}\nNext: metalearn data convert {dataSet.Name} --from {folder} " +
                    "--output FOLDER"));
        });
        return command;
    }

    /// <exception cref="DataException">The files cannot be had; the message says how to get them.</exception>
    public static void Download(Session session, FewShotDataset dataSet, string folder)
    {
        try
        {
            dataSet.DownloadAsync(folder, new DownloadDisplay(session), session.Cancellation).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is NotSupportedException or HttpRequestException or InvalidDataException or IOException
            or UnauthorizedAccessException)
        {
            throw new DataException(Messages.Of(e), e);
        }
    }
}
