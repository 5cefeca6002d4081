using System;
using System.Collections.Generic;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>Turns a column of rows into embeddings, several rows at a time. Several threads can use one at once.</summary>
/// <typeparam name="T">What is read from a row.</typeparam>
internal interface IRowEmbedder<T>
{
    /// <summary>Gets the name of the column to add.</summary>
    string OutputColumnName { get; }

    /// <summary>Gets the length of an embedding.</summary>
    int Dimensions { get; }

    /// <summary>Gets how many rows of a view are embedded at once, at first and at most.</summary>
    (int Smallest, int Largest) Block { get; }

    /// <summary>Finds the column that is read, and checks its type.</summary>
    DataViewSchema.Column Find(DataViewSchema schema);

    /// <summary>Creates a function that reads the current row.</summary>
    Func<T> CreateReader(DataViewRow row, DataViewSchema.Column column);

    /// <summary>Returns the embeddings of rows, in their order.</summary>
    float[][] Embed(IReadOnlyList<T> inputs);
}
