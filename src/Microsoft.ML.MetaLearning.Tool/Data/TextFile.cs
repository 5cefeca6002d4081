using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Unicode;

namespace MetaLearn.Data;

/// <summary>
/// Text files of users: UTF-8, or what their byte order mark says. Nothing is replaced silently: two classes could become one.
/// </summary>
internal static class TextFile
{
    // With the identifier, or the reader would take another decoder after a byte order mark, which is not strict.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <exception cref="DataException">The file is not there, or no text in UTF-8.</exception>
    public static T Read<T>(string path, Func<TextReader, T> read)
    {
        if (!File.Exists(path))
            throw new DataException($"file '{path}' does not exist.");
        try
        {
            using var reader = new StreamReader(path, s_strict);
            return read(reader);
        }
        catch (DecoderFallbackException e)
        {
            throw new DataException($"file '{path}', line {LineOfError(path)}: the text is not UTF-8, in which the file must be saved.", e);
        }
    }

    /// <summary>The lines of a reader.</summary>
    public static IEnumerable<string> Lines(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static int LineOfError(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        var line = 1;
        for (; bytes.IndexOf((byte)'\n') is >= 0 and var end && Utf8.IsValid(bytes[..end]); line++)
            bytes = bytes[(end + 1)..];
        return line;
    }
}
