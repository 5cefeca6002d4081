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
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary>
/// <c>metalearn data convert</c>: a published data set, or any data whose features are images, as a folder that any source of folders
/// reads.
/// </summary>
internal static class DataConvertCommand
{
    public static Command Create(Session session)
    {
        var (source, set) = (DataArgument.Create(), CommonOptions.Set());
        var from = new Option<string?>("--from")
        {
            Description = "the folder with the original files of the published data set that is named as source"
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "the folder for the images, which must not exist",
            Required = true,
        };
        var command = new Command(
            "convert",
            "Writes a published data set, or data whose features are images, as a folder of images, a folder for each class.")
            {
                source,
                set,
                from,
                output,
            };
        command.SetAction(result =>
        {
            var folder = Path.GetFullPath(result.GetValue(output)!);
            if (Directory.Exists(folder))
                throw new ConfigurationException([$"folder '{folder}' exists already."]);
            var images = result.GetValue(from) is { } originals
                ? Prepare(session, PublishedSource.Find(result.GetValue(source)!), originals, folder)
                : Convert(
                    session.CreateContext(), DataArgument.Read(result.GetValue(source)!, result.GetValue(set)).Configuration.Data, folder);
            session.Print(
                new JsonObject { ["folder"] = folder, ["images"] = images }, console => console.WriteLine($"{images} images: {folder}"));
        });
        return command;
    }

    private static int Prepare(Session session, FewShotDataset dataSet, string originals, string folder) => DataException.Guard(() =>
    {
        dataSet.Prepare(originals, folder, session.Cancellation);
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count();
    });

    private static int Convert(MLContext mlContext, DataSource data, string folder)
    {
        var rows = data.Load(mlContext);
        var features = data.CreateFeatures(mlContext)?.Fit(rows).Transform(rows) ?? rows;
        return features.Schema[ColumnNames.Features].Type is VectorDataViewType { Dimensions: [1 or 3, _, _] } type
            ? Write(features, type.Dimensions[0], type.Dimensions[1], type.Dimensions[2], folder)
            : throw new DataException($"{data.Title} has features of the type {features.Schema[ColumnNames.Features].Type}, which are no " +
                "images.");
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
