using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using Microsoft.ML;

namespace MetaLearn.Data;

/// <summary>A CSV or TSV file of sentences, with a header and a column with the class.</summary>
internal sealed class TextSource : DelimitedSource
{
    /// <summary>The column with the sentence. The default is "Text".</summary>
    public string TextColumn { get; set; } = ColumnNames.Text;

    /// <summary>The logarithm to base 2 of the number of features for words, and of that for characters. The default is 11.</summary>
    [Range(4, 20)]
    public int Bits { get; set; } = 11;

    internal override IReadOnlyList<int> KnownShape => [2 << Bits];

    private protected override DelimitedColumns Content(DelimitedFile file) => new() { Text = file.IndexOf(TextColumn) };

    /// <summary>
    /// Words and pairs of words, and triples of characters, hashed: nothing is fitted, so new words of new classes have their place.
    /// </summary>
    internal override IEstimator<ITransformer> CreateFeatures(MLContext mlContext) =>
        mlContext.Transforms.Text.NormalizeText("Normalized", ColumnNames.Text)
        .Append(mlContext.Transforms.Text.ProduceHashedWordBags("WordGrams", "Normalized", numberOfBits: Bits, ngramLength: 2))
        .Append(mlContext.Transforms.Text.TokenizeIntoCharactersAsKeys("Characters", "Normalized"))
        .Append(mlContext.Transforms.Text.ProduceHashedNgrams(
            "CharacterGrams", "Characters", numberOfBits: Bits, ngramLength: 3, useAllLengths: false))
        .Append(mlContext.Transforms.NormalizeLpNorm("WordGrams"))
        .Append(mlContext.Transforms.NormalizeLpNorm("CharacterGrams"))
        .Append<ITransformer>(mlContext.Transforms.Concatenate(ColumnNames.Features, "WordGrams", "CharacterGrams"));
}
