using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>The records of text files: lines, or several where a quoted field runs over line ends. Empty lines are skipped.</summary>
internal static class TextLineReader
{
    public static IEnumerable<string> ReadRecords(IMultiStreamSource files, TextLoader.Options options)
    {
        for (int i = 0; i < files.Count; i++)
        {
            bool skipHeader = options.HasHeader;
            using TextReader reader = files.OpenTextReader(i);
            while (ReadRecord(reader, options) is { } record)
            {
                if (record.Length == 0)
                    continue;
                if (!skipHeader)
                    yield return record;
                skipHeader = false;
            }
        }
    }

    // The first record of the first file, header or not.
    public static string? ReadFirst(IMultiStreamSource files, TextLoader.Options options)
    {
        if (files.Count == 0)
            return null;
        using TextReader reader = files.OpenTextReader(0);
        string? record = ReadRecord(reader, options);
        while (record is { Length: 0 })
            record = ReadRecord(reader, options);
        return record;
    }

    private static string? ReadRecord(TextReader reader, TextLoader.Options options)
    {
        string? line = reader.ReadLine();
        if (line != null && options.AllowQuoting && options.ReadMultilines && TextFields.EndsInQuotes(line, options))
        {
            var record = new StringBuilder(line);
            while (TextFields.EndsInQuotes(record.ToString(), options) && reader.ReadLine() is { } next)
                record.Append('\n').Append(next);
            line = record.ToString();
        }
        return options.TrimWhitespace ? line?.TrimEnd() : line;
    }
}
