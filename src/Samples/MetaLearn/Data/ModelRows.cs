using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MetaLearn.Configuration;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Data;

/// <summary>A sentence.</summary>
internal sealed class SentenceRow
{
    public string Label { get; set; } = "";

    public string Text { get; set; } = "";
}

/// <summary>Reads rows for a model from files: what its schema says that it reads, images, sentences or numbers.</summary>
internal static class ModelRows
{
    private static readonly string[] s_images = [".png", ".jpg", ".jpeg", ".bmp", ".gif"];
    private static readonly string[] s_tables = [".csv", ".tsv"];

    /// <summary>Rows with their classes: a folder of images, or a CSV or TSV file with the column Label.</summary>
    /// <exception cref="DataException">They are not there, or not what the model reads.</exception>
    public static IDataView ReadLabelled(MLContext mlContext, DataViewSchema schema, string path)
    {
        if (!IsImages(schema))
            return ReadTable(mlContext, schema, path);
        return Directory.Exists(path)
            ? DataException.Guard(() => mlContext.MetaLearning().LoadImageFolder(path))
            : mlContext.Data.LoadFromEnumerable(ImagesOfTable(mlContext, path, labelled: true));
    }

    /// <summary>Rows to predict, what each is called in the result, and what is wrong with those that are left out.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="schema">What the model reads.</param>
    /// <param name="paths">Images and folders of images; CSV or TSV files; or files of sentences, a line each, of which "-" is the standard input.</param>
    /// <param name="input">The standard input.</param>
    public static (IDataView Rows, IReadOnlyList<string> Names, IReadOnlyList<string> Problems) ReadToPredict(MLContext mlContext, DataViewSchema schema, IReadOnlyList<string> paths, TextReader input)
    {
        if (IsImages(schema))
        {
            var images = paths.SelectMany(path => Images(mlContext, path)).ToArray();
            return (mlContext.Data.LoadFromEnumerable(images), images.Select(i => i.ImagePath).ToArray(), []);
        }
        if (IsText(schema) && !paths.All(IsTable))
        {
            var sentences = paths.SelectMany(path => Lines(path, input)).Where(line => line.Length > 0).ToArray();
            return (mlContext.Data.LoadFromEnumerable(sentences.Select(line => new SentenceRow { Text = line })), sentences, []);
        }
        if (paths.Count > 1)
            throw new ConfigurationException(["one CSV or TSV file is predicted at a time."]);
        return DataException.Guard(() =>
        {
            var file = DelimitedFile.Open(paths[0]);
            var columns = Columns(schema, file);
            var (rows, problems) = file.Read(mlContext, columns);
            return (file.View(mlContext, rows, columns), rows.Select(r => columns.Text is null ? $"{r.Number}" : r.Text).ToArray(), problems);
        });
    }

    private static bool IsImages(DataViewSchema schema) => schema.GetColumnOrNull(nameof(ImageRow.ImagePath)) is not null;

    private static bool IsText(DataViewSchema schema) => schema.GetColumnOrNull(ColumnNames.Text) is not null;

    private static bool IsTable(string path) => s_tables.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static IDataView ReadTable(MLContext mlContext, DataViewSchema schema, string path) => DataException.Guard(() =>
    {
        var file = DelimitedFile.Open(path);
        return file.Load(mlContext, Columns(schema, file) with { Label = file.IndexOf(ColumnNames.Label) });
    });

    private static DelimitedColumns Columns(DataViewSchema schema, DelimitedFile file) =>
        IsText(schema) ? new() { Text = file.IndexOf(ColumnNames.Text) } : new() { Features = Features(schema, file) };

    /// <summary>The fields of the features: by their names if the model knows them, otherwise all but the class, in order.</summary>
    private static int[] Features(DataViewSchema schema, DelimitedFile file)
    {
        var column = schema.GetColumnOrNull(ColumnNames.Features)
            ?? throw new DataException($"the model reads {string.Join(", ", schema.Select(c => c.Name))}; the tool knows models of images, of sentences and of the column {ColumnNames.Features}.");
        if (!column.HasSlotNames())
            return file.Columns.Select((name, i) => (name, i)).Where(c => c.name != ColumnNames.Label).Select(c => c.i).ToArray();
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return names.DenseValues().Select(name => file.IndexOf(name.ToString())).ToArray();
    }

    private static IEnumerable<ImageRow> Images(MLContext mlContext, string path)
    {
        if (IsTable(path))
            return ImagesOfTable(mlContext, path, labelled: false);
        if (Directory.Exists(path))
            return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => s_images.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal).Select(Image);
        return [Image(path)];
    }

    /// <summary>Images that a table names, relative to its folder.</summary>
    private static ImageRow[] ImagesOfTable(MLContext mlContext, string path, bool labelled) => DataException.Guard(() =>
    {
        var file = DelimitedFile.Open(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var rows = file.ReadAll(mlContext, new() { ImagePath = file.IndexOf(nameof(ImageRow.ImagePath)), Label = labelled ? file.IndexOf(ColumnNames.Label) : null });
        return rows.Select(row =>
        {
            var image = Image(Path.Combine(folder, row.ImagePath));
            image.Label = row.Label;
            return image;
        }).ToArray();
    });

    private static ImageRow Image(string path) => File.Exists(path) ? new ImageRow { ImagePath = Path.GetFullPath(path) } : throw new DataException($"image '{path}' does not exist.");

    private static IEnumerable<string> Lines(string path, TextReader input) => path == "-" ? TextFile.Lines(input) : TextFile.Read(path, reader => TextFile.Lines(reader).ToArray());
}
