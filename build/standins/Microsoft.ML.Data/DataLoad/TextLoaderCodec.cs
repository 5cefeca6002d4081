using System.IO;

namespace Microsoft.ML.Data;

/// <summary>Text loader options in model files.</summary>
internal static class TextLoaderCodec
{
    public static void SaveOptions(ModelSaveContext ctx, TextLoader.Options options)
    {
        BinaryWriter writer = ctx.Writer;
        writer.Write(options.AllowQuoting);
        writer.Write(options.TrimWhitespace);
        writer.Write(options.HasHeader);
        writer.Write(options.MissingRealsAsNaNs);
        writer.Write(options.ReadMultilines);
        ctx.SaveString(new string(options.Separators));
        ctx.SaveString(new string([options.DecimalMarker, options.EscapeChar]));
        writer.Write(options.MaxRows ?? -1);
        writer.Write(options.Columns!.Length);
        foreach (TextLoader.Column column in options.Columns)
        {
            ctx.SaveNonEmptyString(column.Name!);
            writer.Write((byte)column.DataKind);
            writer.Write(column.KeyCount != null);
            writer.Write(column.KeyCount?.Count ?? 0);
            writer.Write(column.Source!.Length);
            foreach (TextLoader.Range range in column.Source)
            {
                writer.Write(range.Min);
                writer.Write(range.Max ?? -1);
                writer.Write(range.AutoEnd);
                writer.Write(range.ForceVector);
            }
        }
    }

    public static TextLoader.Options LoadOptions(ModelLoadContext ctx)
    {
        BinaryReader reader = ctx.Reader;
        var options = new TextLoader.Options
        {
            AllowQuoting = reader.ReadBoolean(),
            TrimWhitespace = reader.ReadBoolean(),
            HasHeader = reader.ReadBoolean(),
            MissingRealsAsNaNs = reader.ReadBoolean(),
            ReadMultilines = reader.ReadBoolean(),
            Separators = ctx.LoadString().ToCharArray(),
        };
        string marks = ctx.LoadString();
        (options.DecimalMarker, options.EscapeChar) = (marks[0], marks[1]);
        long maxRows = reader.ReadInt64();
        options.MaxRows = maxRows < 0 ? null : maxRows;
        options.Columns = new TextLoader.Column[reader.ReadInt32()];
        for (int i = 0; i < options.Columns.Length; i++)
            options.Columns[i] = LoadColumn(ctx);
        return options;
    }

    private static TextLoader.Column LoadColumn(ModelLoadContext ctx)
    {
        BinaryReader reader = ctx.Reader;
        var column = new TextLoader.Column { Name = ctx.LoadNonEmptyString(), DataKind = (DataKind)reader.ReadByte() };
        bool isKey = reader.ReadBoolean();
        ulong keyCount = reader.ReadUInt64();
        if (isKey)
            column.KeyCount = keyCount == 0 ? new KeyCount() : new KeyCount(keyCount);
        column.Source = new TextLoader.Range[reader.ReadInt32()];
        for (int i = 0; i < column.Source.Length; i++)
        {
            var range = new TextLoader.Range { Min = reader.ReadInt32() };
            int max = reader.ReadInt32();
            range.Max = max < 0 ? null : max;
            range.AutoEnd = reader.ReadBoolean();
            range.ForceVector = reader.ReadBoolean();
            column.Source[i] = range;
        }
        return column;
    }
}
