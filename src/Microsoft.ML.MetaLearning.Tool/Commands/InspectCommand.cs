using System;
using System.Buffers.Binary;
using System.CommandLine;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using MetaLearn.Runs;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Tensors;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn inspect</c>: what is in a model file.</summary>
internal static class InspectCommand
{
    public static Command Create(Session session)
    {
        var model = new Argument<string>("model") { Description = "the folder of a run, or a model file" };
        var command = new Command(
            "inspect", "Tells what is in a model: learner, network, parameters, normalization, labels, versions.") { model };
        command.SetAction(result =>
        {
            using var loaded = ModelFile.Load(session.CreateContext(), result.GetValue(model)!);
            var document = Describe(loaded);
            session.Print(document, console => Draw(console, document));
        });
        return command;
    }

    private static JsonObject Describe(ModelFile model)
    {
        var document = new JsonObject
        {
            ["file"] = model.Path,
            ["bytes"] = new FileInfo(model.Path).Length,
            ["mlNet"] = MLNetVersion(model.Path),
            ["trainedWith"] = model.Run is { } run ? JsonText.Node(run.ReadRecord().Calls[^1].Versions) : null,
            ["inspectedWith"] = JsonText.Node(Versions.Current),
            ["format"] = FormatVersion(model.Path),
            ["reads"] = new JsonArray(model.Schema.Select(c => (JsonNode)$"{c.Name}: {c.Type}").ToArray()),
            ["steps"] = new JsonArray(model.Steps.Select(s => (JsonNode)s.GetType().Name).ToArray()),
        };
        switch (model.Steps.LastOrDefault(s => s is MetaLearnedTransformer or FewShotClassificationTransformer))
        {
            case MetaLearnedTransformer meta:
                document["kind"] = "meta-learned model";
                document["learner"] = meta.Algorithm;
                document["models"] = meta.Models;
                Add(document, meta.Backbone, meta.Normalization);
                (document["ways"], document["shots"], document["queryShots"], document["adaptationSteps"]) = (
                    meta.Ways, meta.Shots, meta.QueryShots, meta.AdaptationSteps);
                document["parameters"] = Parameters(meta.Parameters);
                break;
            case FewShotClassificationTransformer classifier:
                document["kind"] = "classifier";
                document["models"] = classifier.Models;
                Add(document, classifier.Backbone, classifier.Normalization);
                document["labels"] = new JsonArray(classifier.Labels.Select(label => (JsonNode)label).ToArray());
                document["keepsSupport"] = classifier.KeepsSupport;
                document["rejection"] = classifier.Rejection is { } rejection ? JsonText.Node(rejection) : null;
                document["parameters"] = Parameters(classifier.Parameters);
                break;
            default:
                document["kind"] = "other model of ML.NET";
                break;
        }
        return document;
    }

    private static void Add(JsonObject document, Backbone backbone, Normalization normalization)
    {
        document["backbone"] = $"{backbone}";
        document["backboneKind"] = backbone.Kind;
        document["inputShape"] = new JsonArray(backbone.InputShape.Select(d => (JsonNode)d).ToArray());
        document["embeddingSize"] = backbone.EmbeddingSize;
        document["normalization"] = JsonText.Name($"{normalization}");
    }

    private static JsonArray Parameters(ParameterSet parameters) =>
        new(parameters.Names.Zip(parameters.Tensors, (name, tensor) => (JsonNode)new JsonObject
        {
            ["name"] = name,
            ["shape"] = new JsonArray(tensor.shape.Select(d => (JsonNode)d).ToArray()),
        }).ToArray());

    /// <summary>The version of ML.NET that wrote the file.</summary>
    private static string? MLNetVersion(string file)
    {
        using var archive = ZipFile.OpenRead(file);
        if (archive.Entries.FirstOrDefault(e => e.FullName.Replace('\\', '/') == "TrainingInfo/Version.txt") is not { } entry)
            return null;
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd().Trim();
    }

    /// <summary>The version of the format of our own step, which docs/model-file.md describes; null if there is none.</summary>
    private static string? FormatVersion(string file)
    {
        // The header of ML.NET has the signature of the model as 8 characters at 64, and its version as 4 bytes after them.
        const int Signature = 64;
        const int Version = 72;
        using var archive = ZipFile.OpenRead(file);
        foreach (var entry in archive.Entries.Where(e => e.Name == "Model.key"))
        {
            var header = new byte[Version + sizeof(int)];
            using var stream = entry.Open();
            if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
                && Encoding.ASCII.GetString(header, Signature, Version - Signature) is "METALRND" or "FEWSHOTC" or "FEWSHOTR")
                return $"0x{BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(Version)):X8}";
        }
        return null;
    }

    private static string Text(JsonNode value) => value switch
    {
        JsonArray list => string.Join(", ", list),
        JsonObject fields => string.Join(", ", fields.Select(field => $"{field.Key} {field.Value}")),
        _ => $"{value}",
    };

    private static void Draw(IAnsiConsole console, JsonObject document)
    {
        foreach (var (name, value) in document.Where(p => p.Value is not null && p.Key != "parameters"))
            console.WriteLine($"{name}: {Text(value!)}");
        if (document["parameters"] is not JsonArray parameters)
            return;
        var table = new Table().Border(TableBorder.Simple).AddColumn("parameter").AddColumn("shape")
            .AddColumn(new TableColumn("scalars").RightAligned());
        long Scalars(JsonNode parameter) => parameter["shape"]!.AsArray().Aggregate(1L, (product, d) => product * (long)d!);
        foreach (var parameter in parameters)
            table.AddRow(
                $"{parameter!["name"]}".EscapeMarkup(), $"{string.Join(" x ", parameter["shape"]!.AsArray())}", $"{Scalars(parameter)}");
        console.Write(table);
        console.WriteLine($"{parameters.Sum(p => Scalars(p!))} scalars");
    }
}
