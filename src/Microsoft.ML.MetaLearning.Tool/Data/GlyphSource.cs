using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MetaLearn.Data;

/// <summary>Drawings of made-up characters, 28 by 28: data that is always at hand.</summary>
internal sealed class GlyphSource : DataSource
{
    /// <summary>The number of characters. The default is 100.</summary>
    [Range(1, 100_000)]
    public int Classes { get; set; } = 100;

    /// <summary>Drawings of each. The default is 20.</summary>
    [Range(1, 100_000)]
    public int Drawings { get; set; } = 20;

    /// <summary>The same seed gives the same drawings. The default is 0.</summary>
    public int Seed { get; set; }

    internal override IReadOnlyList<int> KnownShape => [1, 28, 28];

    internal override string Title => $"{Classes} glyphs";

    internal override IDataView Load(MLContext mlContext) => mlContext.MetaLearning().LoadGlyphs(Classes, Drawings, Seed);

    internal override void AddContent(IncrementalHash hash, IDataView rows)
    {
        foreach (var pixels in rows.GetColumn<float[]>(ColumnNames.Features))
            hash.AppendData(MemoryMarshal.AsBytes<float>(pixels));
    }
}
