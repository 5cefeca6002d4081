using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using MetaLearn.Data;

namespace MetaLearn.Configuration;

/// <summary>Reads JSON with comments and trailing commas, and keeps the line and column of everything.</summary>
internal ref struct SourceReader
{
    private static readonly JsonReaderOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private readonly ReadOnlySpan<byte> _text;
    private readonly string _name;
    private readonly string _folder;
    private readonly int[] _lines;
    private Utf8JsonReader _json;

    private SourceReader(ReadOnlySpan<byte> text, string name, string folder)
    {
        _text = text;
        _name = name;
        _folder = folder;
        _lines = LineStarts(text);
        _json = new Utf8JsonReader(text, s_options);
    }

    /// <summary>Reads a file; messages name it as it was named.</summary>
    /// <exception cref="ConfigurationException">It is not there, no text in UTF-8, or no JSON.</exception>
    public static SourceNode ReadFile(string file)
    {
        try
        {
            return Read(TextFile.Read(file, reader => reader.ReadToEnd()), file, Path.GetDirectoryName(Path.GetFullPath(file))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataException)
        {
            throw new ConfigurationException([$"configuration '{file}' cannot be read: {e.Message}"]);
        }
    }

    /// <param name="text">The JSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="folder">What relative paths in it are relative to.</param>
    public static SourceNode Read(string text, string name, string folder)
    {
        var reader = new SourceReader(Encoding.UTF8.GetBytes(text), name, folder);
        try
        {
            reader._json.Read();
            var root = reader.Value();
            // What follows the value is an error of the reader.
            reader._json.Read();
            return root;
        }
        catch (JsonException e)
        {
            var message = e.Message.Split(" LineNumber:")[0];
            throw new ConfigurationException([$"{reader.At((int)(e.LineNumber ?? 0), (int)(e.BytePositionInLine ?? 0))}: {message}"]);
        }
    }

    private SourceNode Value()
    {
        var origin = Here();
        switch (_json.TokenType)
        {
            case JsonTokenType.StartObject:
                return new SourceNode(JsonValueKind.Object, origin) { Members = Members() };
            case JsonTokenType.StartArray:
                return new SourceNode(JsonValueKind.Array, origin) { Items = Items() };
            case JsonTokenType.String:
                return new SourceNode(JsonValueKind.String, origin) { Text = Text() };
            case JsonTokenType.Number:
                return new SourceNode(JsonValueKind.Number, origin) { Text = Encoding.UTF8.GetString(_json.ValueSpan) };
            default:
                var kind = _json.TokenType switch
                {
                    JsonTokenType.True => JsonValueKind.True,
                    JsonTokenType.False => JsonValueKind.False,
                    _ => JsonValueKind.Null,
                };
                return new SourceNode(kind, origin);
        }
    }

    private List<SourceMember> Members()
    {
        var members = new List<SourceMember>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndObject)
        {
            var (name, origin) = (Text(), Here());
            if (members.Any(m => m.Name == name))
                throw new ConfigurationException([$"{origin}: '{name}' is given twice."]);
            _json.Read();
            members.Add(new SourceMember(name, origin, Value()));
        }
        return members;
    }

    private List<SourceNode> Items()
    {
        var items = new List<SourceNode>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
            items.Add(Value());
        return items;
    }

    /// <summary>The string that was read, or the name of a member.</summary>
    private readonly string Text()
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new ConfigurationException(
                [$"{Here()}: {Encoding.UTF8.GetString(_json.ValueSpan)} is no text: it holds one half of a surrogate pair."]);
        }
    }

    private readonly Origin Here()
    {
        var start = (int)_json.TokenStartIndex;
        var line = Array.BinarySearch(_lines, start);
        line = line < 0 ? ~line - 1 : line;
        return new Origin(At(line, start - _lines[line]), _folder);
    }

    /// <summary>A place for messages; lines and columns count from 1, columns in characters.</summary>
    private readonly string At(int line, int byteInLine)
    {
        var start = _lines[Math.Min(line, _lines.Length - 1)];
        var length = Math.Min(byteInLine, _text.Length - start);
        return $"{_name}({line + 1},{Encoding.UTF8.GetCharCount(_text.Slice(start, length)) + 1})";
    }

    private static int[] LineStarts(ReadOnlySpan<byte> text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\n')
                starts.Add(i + 1);
        return [.. starts];
    }
}
