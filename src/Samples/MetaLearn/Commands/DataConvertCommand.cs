using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using MetaLearn.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn data convert</c>: any data whose features are images, as a folder of PNG files that any source of folders reads.</summary>
internal static class DataConvertCommand
{
    public static Command Create(Session session)
    {
        var (source, set) = (DataArgument.Create(), CommonOptions.Set());
        var output = new Option<string>("--output", "-o") { Description = "the folder for the images, which must not exist", Required = true };
        var command = new Command("convert", "Writes data whose features are images as a folder of PNG files, a folder for each class.") { source, set, output };
        command.SetAction(result =>
        {
            var (data, _) = DataArgument.Read(result.GetValue(source)!, result.GetValue(set));
            var folder = Path.GetFullPath(result.GetValue(output)!);
            if (Directory.Exists(folder))
                throw new ConfigurationException([$"folder '{folder}' exists already."]);
            var mlContext = session.CreateContext();
            var rows = data.Load(mlContext);
            var features = data.CreateFeatures(mlContext)?.Fit(rows).Transform(rows) ?? rows;
            if (features.Schema[ColumnNames.Features].Type is not VectorDataViewType { Dimensions: [1 or 3, _, _] } type)
                throw new DataException($"{data.Title} has features of the type {features.Schema[ColumnNames.Features].Type}, which are no images.");
            var images = Write(features, type.Dimensions[0], type.Dimensions[1], type.Dimensions[2], folder);
            session.Print(new JsonObject { ["folder"] = folder, ["images"] = images }, console => console.WriteLine($"{images} images: {folder}"));
        });
        return command;
    }

    /// <summary>Writes under another name first, so that a folder that is there is complete.</summary>
    private static int Write(IDataView rows, int channels, int height, int width, string folder)
    {
        var (temporary, counts) = ($"{folder}.tmp", new Dictionary<string, int>());
        try
        {
            foreach (var (label, features) in rows.GetColumn<string>(ColumnNames.Label).Zip(rows.GetColumn<float[]>(ColumnNames.Features)))
            {
                counts[label] = counts.GetValueOrDefault(label) + 1;
                var file = Path.Combine([temporary, .. label.Split('/'), $"{counts[label] - 1:D4}.png"]);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                using var image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, Pixels(features, channels, height * width));
                image.Save(file);
            }
            Directory.Move(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
        return counts.Values.Sum();
    }

    // features: [channels, size] of 0 to 1, red first; result: [size] of blue, green, red and alpha
    private static byte[] Pixels(float[] features, int channels, int size)
    {
        var pixels = new byte[4 * size];
        for (var i = 0; i < size; i++)
        {
            for (var color = 0; color < 3; color++)
                pixels[4 * i + 2 - color] = (byte)Math.Round(255 * Math.Clamp(features[Math.Min(color, channels - 1) * size + i], 0, 1));
            pixels[4 * i + 3] = 255;
        }
        return pixels;
    }
}
