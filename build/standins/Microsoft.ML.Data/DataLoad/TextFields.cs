using System;
using System.Collections.Generic;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Splits a record into fields. A field that starts with a quote runs to the closing one; a quote inside is written twice or escaped.</summary>
internal static class TextFields
{
    private const char Quote = '"';

    public static void Split(string record, TextLoader.Options options, List<string> fields)
    {
        fields.Clear();
        int position = 0;
        while (true)
        {
            fields.Add(ReadField(record, ref position, options, out _));
            if (position >= record.Length)
                return;
            position++;
            if (position == record.Length)
            {
                fields.Add("");
                return;
            }
        }
    }

    public static bool EndsInQuotes(string record, TextLoader.Options options)
    {
        int position = 0;
        while (true)
        {
            ReadField(record, ref position, options, out bool open);
            if (open || ++position >= record.Length)
                return open;
        }
    }

    // Leaves the position at the separator or at the end.
    private static string ReadField(string record, ref int position, TextLoader.Options options, out bool open)
    {
        open = false;
        if (!options.Separators.AsSpan().Contains(' '))
        {
            while (position < record.Length && record[position] == ' ')
                position++;
        }
        if (options.AllowQuoting && position < record.Length && record[position] == Quote)
        {
            string value = ReadQuoted(record, ref position, options, out open);
            SkipToSeparator(record, ref position, options);
            return value;
        }
        int start = position;
        SkipToSeparator(record, ref position, options);
        return record[start..position];
    }

    private static string ReadQuoted(string record, ref int position, TextLoader.Options options, out bool open)
    {
        var text = new StringBuilder();
        for (position++; position < record.Length; position++)
        {
            char c = record[position];
            if (c == options.EscapeChar && position + 1 < record.Length && record[position + 1] == Quote)
            {
                text.Append(Quote);
                position++;
            }
            else if (c == Quote)
            {
                position++;
                open = false;
                return text.ToString();
            }
            else
            {
                text.Append(c);
            }
        }
        open = true;
        return text.ToString();
    }

    private static void SkipToSeparator(string record, ref int position, TextLoader.Options options)
    {
        int next = record.AsSpan(position).IndexOfAny(options.Separators);
        position = next < 0 ? record.Length : position + next;
    }
}
