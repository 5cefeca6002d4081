using System.Linq;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Data;

/// <summary>Labelled examples, and the steps that make features of them: images and sentences get those of a pretrained model.</summary>
/// <param name="Kind">What an example is, in the plural.</param>
/// <param name="Rows">The examples, with the column <see cref="ColumnNames.Label"/>.</param>
/// <param name="Features">The steps to <see cref="ColumnNames.Features"/>.</param>
/// <param name="FeaturesBy">What they are made by.</param>
internal sealed record TaughtRows(string Kind, IDataView Rows, IEstimator<ITransformer> Features, string FeaturesBy)
{
    /// <summary>Reads a folder of images, or a CSV or TSV file with the column Label and images, sentences or numbers.</summary>
    /// <exception cref="DataException">It is not there, or not of this form.</exception>
    public static TaughtRows Read(MLContext mlContext, string path)
    {
        if (!DelimitedFile.HasName(path))
        {
            OtherKinds.RequireFolder(path);
            return OfImages(mlContext, path);
        }
        var file = DelimitedFile.Open(path);
        return file.Columns.Contains(nameof(ImageRow.ImagePath)) ? OfImages(mlContext, path)
            : file.TextColumn is { } text ? OfSentences(mlContext, file, text)
            : OfNumbers(mlContext, file);
    }

    private static TaughtRows OfImages(MLContext mlContext, string path) => new(
        "images",
        ModelRows.ReadLabelledImages(mlContext, path),
        mlContext.MetaLearning().EmbedImages(ColumnNames.Features, nameof(ImageRow.ImagePath)),
        "ResNet-18");

    private static TaughtRows OfSentences(MLContext mlContext, DelimitedFile file, int text) => new(
        "sentences",
        file.Load(mlContext, new DelimitedColumns { Text = text, Label = file.IndexOf(ColumnNames.Label) }),
        mlContext.MetaLearning().EmbedSentences(ColumnNames.Features, ColumnNames.Text),
        "MiniLM");

    private static TaughtRows OfNumbers(MLContext mlContext, DelimitedFile file)
    {
        var label = file.IndexOf(ColumnNames.Label);
        var features = Enumerable.Range(0, file.Columns.Count).Where(i => i != label).ToArray();
        if (features.Length == 0)
            throw new DataException($"file '{file.Path}' has no columns beside {ColumnNames.Label}, but needs one of images " +
                $"({nameof(ImageRow.ImagePath)}), of sentences ({ColumnNames.Text}) or some of numbers.");
        return new(
            "rows",
            file.Load(mlContext, new DelimitedColumns { Features = features, Label = label }),
            mlContext.Transforms.NormalizeMeanVariance(ColumnNames.Features, fixZero: false),
            "numbers of equal spread");
    }
}
