using System;
using System.Collections.Generic;

namespace Microsoft.ML.Data;

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class LoadColumnAttribute : Attribute
{
    internal List<TextLoader.Range> Sources { get; } = [];

    public LoadColumnAttribute(int fieldIndex)
    {
        Sources.Add(new TextLoader.Range(fieldIndex));
    }

    public LoadColumnAttribute(int start, int end)
    {
        Sources.Add(new TextLoader.Range(start, end));
    }

    public LoadColumnAttribute(int[] columnIndexes)
    {
        foreach (int index in columnIndexes)
            Sources.Add(new TextLoader.Range(index));
    }
}
