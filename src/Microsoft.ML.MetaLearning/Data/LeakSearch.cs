using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Searches several views for rows in more than one of them. Of a row, a hash of 16 bytes, the class and the position are kept.
/// </summary>
internal sealed class LeakSearch
{
    private const string DefaultPathColumn = "ImagePath", DefaultFeatureColumn = "Features";

    private readonly List<Part> _parts = [];
    private readonly List<SharedClass> _classes = [];
    private readonly List<SharedExample> _examples = [];
    private long _exampleCount;

    public static LeakReport Run(IReadOnlyDictionary<string, IDataView> parts, string labelColumnName, string? contentColumnName)
    {
        if (parts.Count < 2)
            throw new ArgumentException(
                $"at least 2 parts are needed to share something, but {parts.Count} {(parts.Count == 1 ? "is" : "are")} given.",
                nameof(parts));
        var columns = parts.Values.Select(data =>
            (ExampleColumns.Class(data.Schema, labelColumnName), ContentColumn(data.Schema, contentColumnName))).ToArray();
        var search = new LeakSearch();
        foreach (var ((name, data), (label, content)) in parts.Zip(columns))
            search.Read(name, data, label, content);
        return new LeakReport(search._classes, search._examples, search._exampleCount);
    }

    private static DataViewSchema.Column ContentColumn(DataViewSchema schema, string? name)
    {
        name ??= schema.GetColumnOrNull(DefaultPathColumn) is { Type: TextDataViewType } ? DefaultPathColumn : DefaultFeatureColumn;
        return schema.GetColumnOrNull(name) is { Type: TextDataViewType } paths ? paths : ExampleColumns.Features(schema, name);
    }

    private void Read(string name, IDataView data, DataViewSchema.Column label, DataViewSchema.Column content)
    {
        var part = new Part(name);
        using var cursor = data.GetRowCursor([label, content]);
        var getClass = new LabelReader(label).CreateNameGetter(cursor);
        var getHash = content.Type is TextDataViewType ? FileHash(cursor, content) : FeatureHash(cursor, content);
        for (var row = 0; cursor.MoveNext(); row++)
        {
            var className = getClass()
                ?? throw new InvalidOperationException($"row {row} of {name} has no value in label column '{label.Name}'.");
            if (!part.Classes.TryGetValue(className, out var index))
                index = AddClass(part, className);
            var hash = getHash(row);
            foreach (var earlier in _parts)
                if (earlier.Rows.TryGetValue(hash, out var first) && _exampleCount++ < LeakReport.MostListed)
                    _examples.Add(new SharedExample(
                        new RowOfPart(earlier.Name, earlier.ClassNames[first.Class], first.Row), new RowOfPart(name, className, row)));
            part.Rows.TryAdd(hash, (index, row));
        }
        _parts.Add(part);
    }

    private int AddClass(Part part, string name)
    {
        part.Classes.Add(name, part.ClassNames.Count);
        part.ClassNames.Add(name);
        _classes.AddRange(_parts.Where(p => p.Classes.ContainsKey(name)).Select(earlier => new SharedClass(name, earlier.Name, part.Name)));
        return part.ClassNames.Count - 1;
    }

    private static Func<int, UInt128> FileHash(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        var path = default(ReadOnlyMemory<char>);
        return position =>
        {
            getter(ref path);
            try
            {
                using var file = File.OpenRead(path.ToString());
                return Head(SHA256.HashData(file));
            }
            catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
            {
                throw new InvalidOperationException(
                    $"row {position} names the file '{path}' in column '{column.Name}', which cannot be read: {e.Message}", e);
            }
        };
    }

    private static Func<int, UInt128> FeatureHash(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<float>>(column);
        var buffer = default(VBuffer<float>);
        var values = new float[((VectorDataViewType)column.Type).Size];
        return _ =>
        {
            getter(ref buffer);
            buffer.CopyTo(values);
            return Head(SHA256.HashData(MemoryMarshal.AsBytes<float>(values)));
        };
    }

    private static UInt128 Head(byte[] hash) => BinaryPrimitives.ReadUInt128BigEndian(hash);

    /// <summary>Represents what is known of a part.</summary>
    private sealed class Part(string name)
    {
        public string Name => name;

        public Dictionary<string, int> Classes { get; } = [];

        public List<string> ClassNames { get; } = [];

        /// <summary>Gets the first row of each content.</summary>
        public Dictionary<UInt128, (int Class, int Row)> Rows { get; } = [];
    }
}
