using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning.Text;

/// <summary>Reads sentences from rows: names the row that has none, and warns of what an encoder does not see.</summary>
internal sealed class SentenceColumn(IHost host, SentenceEncoder encoder, string outputName, string name) : IRowEmbedder<Sentence>
{
    /// <summary>The column's role in messages.</summary>
    public const string Role = "sentence";

    private int _warned;

    public string OutputColumnName => outputName;

    public int Dimensions => encoder.Dimensions;

    public (int Smallest, int Largest) Block => (16, 256);

    public DataViewSchema.Column Find(DataViewSchema schema) => ExampleColumns.Text(schema, name, Role);

    public float[][] Embed(IReadOnlyList<Sentence> inputs) => encoder.Embed(inputs);

    public Func<Sentence> CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        var (getText, getId) = (row.GetGetter<ReadOnlyMemory<char>>(column), row.GetIdGetter());
        var (text, id) = (default(ReadOnlyMemory<char>), default(DataViewRowId));
        return () =>
        {
            getText(ref text);
            getId(ref id);
            var sentence = encoder.Read(text.ToString()) ?? throw new InvalidOperationException(
                $"row {id.Low} has an empty sentence in column '{name}', so there is nothing to make column '{outputName}' of.");
            Warn(id, sentence);
            return sentence;
        };
    }

    /// <summary>Reads all rows, before any is embedded.</summary>
    public void Check(IDataView view, DataViewSchema.Column column)
    {
        using var cursor = view.GetRowCursor([column]);
        var read = CreateReader(cursor, column);
        while (cursor.MoveNext())
            read();
    }

    /// <summary>Once for each loss: a file may have many such rows.</summary>
    private void Warn(DataViewRowId id, Sentence sentence)
    {
        var loss = (int)sentence.Loss;
        if ((Interlocked.Or(ref _warned, loss) & loss) == loss)
            return;
        using var channel = host.Start(nameof(TextEmbeddingTransformer));
        channel.Warning(MessageSensitivity.UserData,
            $"row {id.Low} has in column '{name}' a sentence {sentence.Warning}; there may be more such rows, of which nothing is said.");
    }
}
