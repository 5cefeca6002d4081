using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MetaLearn.Configuration;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Data;

namespace MetaLearn.Data;

/// <summary>A sentence.</summary>
internal sealed class SentenceRow
{
    public string Label { get; set; } = "";

    public string Text { get; set; } = "";
}

/// <summary>Rows to predict.</summary>
/// <param name="Rows">Those that can be.</param>
/// <param name="Names">What each is called in the result.</param>
/// <param name="Problems">What is wrong with the others, one line for each.</param>
internal sealed record RowsToPredict(IDataView Rows, IReadOnlyList<string> Names, IReadOnlyList<string> Problems);

/// <summary>Reads rows for a model from files: what its schema says that it reads, images, sentences or numbers.</summary>
internal static class ModelRows
{
    /// <summary>Rows with their classes: a folder of images, or a CSV or TSV file with the column Label.</summary>
    /// <exception cref="DataException">They are not there, or not what the model reads.</exception>
    public static IDataView ReadLabelled(MLContext mlContext, DataViewSchema schema, string path) =>
        IsImages(schema) ? ReadLabelledImages(mlContext, path) : ReadTable(mlContext, schema, path);

    /// <summary>Images with their classes: a folder, or a CSV or TSV file with the columns ImagePath and Label.</summary>
    /// <exception cref="DataException">They are not there, or damaged.</exception>
    public static IDataView ReadLabelledImages(MLContext mlContext, string path)
    {
        if (Directory.Exists(path))
            return DataException.Guard(() => mlContext.MetaLearning().LoadImageFolder(path));
        var images = CheckedImages.Of(ImagesOfTable(mlContext, path, unreadable: null));
        return images.Problems.Count == 0
            ? mlContext.Data.LoadFromEnumerable(images.Sound)
            : throw new DataException(string.Join(Environment.NewLine, images.Problems));
    }

    /// <summary>Rows to predict.</summary>
    /// <param name="session">Its standard input is read for "-", and it is told of what is left out.</param>
    /// <param name="mlContext">The context.</param>
    /// <param name="schema">What the model reads.</param>
    /// <param name="paths">
    /// Images and folders of images; CSV or TSV files; or files of sentences, a line each, of which "-" is the standard input.
    /// </param>
    /// <exception cref="DataException">There is nothing to predict.</exception>
    public static RowsToPredict ReadToPredict(Session session, MLContext mlContext, DataViewSchema schema, IReadOnlyList<string> paths)
    {
        var rows = IsImages(schema) ? ReadImages(session, mlContext, paths) : ReadOthers(session, mlContext, schema, paths);
        if (rows.Names.Count > 0)
            return rows;
        throw new DataException(rows.Problems.Count > 0
            ? string.Join(Environment.NewLine, rows.Problems)
            : $"there is nothing to predict in {string.Join(", ", paths.Select(p => $"'{p}'"))}.");
    }

    private static RowsToPredict ReadImages(Session session, MLContext mlContext, IReadOnlyList<string> paths)
    {
        var unreadable = new List<string>();
        var images = CheckedImages.Of([.. paths.SelectMany(path => Images(session, mlContext, path, unreadable))]);
        return new RowsToPredict(
            mlContext.Data.LoadFromEnumerable(images.Sound),
            images.Sound.Select(i => i.ImagePath).ToArray(),
            [.. unreadable, .. images.Problems]);
    }

    private static RowsToPredict ReadOthers(Session session, MLContext mlContext, DataViewSchema schema, IReadOnlyList<string> paths)
    {
        if (IsText(schema) && !paths.All(DelimitedFile.HasName))
        {
            var sentences = paths.SelectMany(path => Lines(path, session.In)).Where(line => line.Length > 0).ToArray();
            return new RowsToPredict(
                mlContext.Data.LoadFromEnumerable(sentences.Select(line => new SentenceRow { Text = line })), sentences, []);
        }
        if (paths.Count > 1)
            throw new ConfigurationException(["one CSV or TSV file is predicted at a time."]);
        return DataException.Guard(() =>
        {
            var file = DelimitedFile.Open(paths[0]);
            var columns = Columns(schema, file);
            var (rows, problems) = file.Read(mlContext, columns);
            return new RowsToPredict(
                file.View(mlContext, rows, columns), rows.Select(r => columns.Text is null ? $"{r.Number}" : r.Text).ToArray(), problems);
        });
    }

    private static bool IsImages(DataViewSchema schema) => schema.GetColumnOrNull(nameof(ImageRow.ImagePath)) is not null;

    private static bool IsText(DataViewSchema schema) => schema.GetColumnOrNull(ColumnNames.Text) is not null;

    private static IDataView ReadTable(MLContext mlContext, DataViewSchema schema, string path) => DataException.Guard(() =>
    {
        var file = DelimitedFile.Open(path);
        return file.Load(mlContext, Columns(schema, file) with { Label = file.IndexOf(ColumnNames.Label) });
    });

    private static DelimitedColumns Columns(DataViewSchema schema, DelimitedFile file) =>
        IsText(schema) ? new() { Text = file.TextColumn ?? file.IndexOf(ColumnNames.Text) } : new() { Features = Features(schema, file) };

    /// <summary>The fields of the features: by their names if the model knows them, otherwise all but the class, in order.</summary>
    private static int[] Features(DataViewSchema schema, DelimitedFile file)
    {
        var column = schema.GetColumnOrNull(ColumnNames.Features)
            ?? throw new DataException($"the model reads {string.Join(", ", schema.Select(c => c.Name))}; the tool knows models of " +
                $"images, of sentences and of the column {ColumnNames.Features}.");
        if (!column.HasSlotNames())
            return file.Columns.Select((name, i) => (name, i)).Where(c => c.name != ColumnNames.Label).Select(c => c.i).ToArray();
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return names.DenseValues().Select(name => file.IndexOf(name.ToString())).ToArray();
    }

    private static IEnumerable<NamedImage> Images(Session session, MLContext mlContext, string path, List<string> unreadable) =>
        DelimitedFile.HasName(path) ? ImagesOfTable(mlContext, path, unreadable)
        : Directory.Exists(path) ? ImagesOfFolder(session, path)
        : [new NamedImage(path)];

    private static IEnumerable<NamedImage> ImagesOfFolder(Session session, string folder)
    {
        var search = DataException.Guard(() => new ImageSearch(folder, needsClasses: false));
        if (search.Images.Count == 0)
            throw new DataException($"folder '{folder}' holds no images ({ImageFile.Extensions}). {search.LeftOut}".TrimEnd());
        if (search.LeftOut is { } leftOut)
            session.Say($"warning: {leftOut}");
        return search.Images.Select(image => new NamedImage(image));
    }

    /// <summary>Images that a table names, relative to its folder.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="path">The table.</param>
    /// <param name="unreadable">Takes what is wrong with rows that cannot be read; null if all are needed, with their classes.</param>
    private static NamedImage[] ImagesOfTable(MLContext mlContext, string path, List<string>? unreadable) => DataException.Guard(() =>
    {
        var file = DelimitedFile.Open(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var columns = new DelimitedColumns
        {
            ImagePath = file.IndexOf(nameof(ImageRow.ImagePath)),
            Label = unreadable is null ? file.IndexOf(ColumnNames.Label) : null,
        };
        var (rows, problems) = unreadable is null ? (file.ReadAll(mlContext, columns), []) : file.Read(mlContext, columns);
        unreadable?.AddRange(problems);
        return rows.Select(row => new NamedImage(
            Path.Combine(folder, row.ImagePath),
            row.Label,
            $"row {row.Number} of '{path}', column {nameof(ImageRow.ImagePath)}: ")).ToArray();
    });

    private static IEnumerable<string> Lines(string path, TextReader input) => path == "-"
        ? TextFile.Lines(input)
        : TextFile.Read(path, reader => TextFile.Lines(reader).ToArray());
}
