using System;
using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using MetaLearn.Runs;
using Microsoft.ML;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn export</c>: the network of a model as a file of ONNX.</summary>
internal static class ExportCommand
{
    public static Command Create(Session session)
    {
        var model = new Argument<string>("model") { Description = "a classifier, another model file, or the folder of a run" };
        var pixels = new Option<bool>("--pixels")
        {
            Description = "read bytes of images, [n, height, width, channels], in place of numbers: for models of images"
        };
        var output = new Option<string?>("--output", "-o") { Description = "the file; the name of the model ending in .onnx by default" };
        var command = new Command(
            "export", "Writes the network of a model as a file of ONNX, for other languages and devices.") { model, pixels, output };
        command.SetAction(result =>
        {
            var mlContext = session.CreateContext();
            using var loaded = ModelFile.Load(mlContext, result.GetValue(model)!);
            var file = CommonOptions.OutputFile(result.GetValue(output) ?? Path.ChangeExtension(loaded.Path, ".onnx"));
            using var content = new MemoryStream();
            try
            {
                mlContext.MetaLearning().ExportOnnx(loaded.Model, content, result.GetValue(pixels));
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                throw new ConfigurationException([$"'{loaded.Path}' cannot be exported: {Messages.Of(e)}"]);
            }
            AtomicFile.Write(file, content.WriteTo);
            session.Print(new JsonObject { ["file"] = file, ["bytes"] = content.Length }, console => console.WriteLine(file));
        });
        return command;
    }
}
