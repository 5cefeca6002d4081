using System.Collections.Generic;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Each output column is computed from one input column.</summary>
public abstract partial class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, params (string outputColumnName, string inputColumnName)[] columns)
        : base(host)
    {
        Contracts.CheckValue(host, columns, nameof(columns));
        var outputs = new HashSet<string>();
        foreach (var (output, input) in columns)
        {
            Contracts.CheckNonEmpty(host, output, nameof(columns));
            Contracts.CheckNonEmpty(host, input, nameof(columns));
            Contracts.CheckParam(host, outputs.Add(output), nameof(columns), $"Output column '{output}' specified multiple times");
        }
        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx)
        : base(host)
    {
        // *** Binary format ***
        // int: number of pairs
        // for each pair
        //   int: id of output column name
        //   int: id of input column name
        int count = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(host, count > 0, "The model is corrupt: it has no columns.");
        var pairs = new List<(string, string)>();
        for (int i = 0; i < count; i++)
        {
            string output = ctx.LoadNonEmptyString();
            pairs.Add((output, ctx.LoadNonEmptyString()));
        }
        ColumnPairs = pairs.ToArray();
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Length);
        foreach (var (output, input) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(output);
            ctx.SaveNonEmptyString(input);
        }
    }

    private protected virtual void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
    }
}
