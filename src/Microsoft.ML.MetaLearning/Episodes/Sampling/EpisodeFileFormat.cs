using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Writes episodes as lines of JSON and reads them.</summary>
/// <remarks>
/// <code>
/// {"format":"metalearning-episodes","version":1,"episodes":2,"classes":[{"name":"Greek/alpha","rows":20},{"name":"Greek/beta","rows":20}]}
/// {"classes":[1,0],"support":[[3],[17]],"query":[[0,5],[2,19]]}
/// {"source":"omniglot","classes":[0,1],"support":[[8],[1]],"query":[[9,4],[7,12]]}
/// </code>
/// The first line lists the classes. Each further line is an episode: its classes, as positions in the list from 0; then for each class the
/// positions of its support and query rows, from 0 among the rows of the class. "source" is left out unless there are several.
/// </remarks>
internal static class EpisodeFileFormat
{
    private const string Format = "metalearning-episodes";
    private const int Version = 1;
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private sealed record ClassEntry(string? Name, int Rows);

    private sealed record Header(string? Format, int Version, int Episodes, ClassEntry[]? Classes);

    private sealed record Entry(string? Source, int[]? Classes, int[][]? Support, int[][]? Query);

    public static void Write(Stream stream, SavedEpisodes episodes)
    {
        var (names, sizes) = (episodes.Classes.Names, episodes.Classes.Sizes);
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        var classes = names.Select((n, i) => new ClassEntry(n, sizes[i])).ToArray();
        writer.WriteLine(JsonSerializer.Serialize(new Header(Format, Version, episodes.Count, classes), s_json));
        foreach (var episode in episodes.Episodes)
            writer.WriteLine(JsonSerializer.Serialize(new Entry(episode.Source, episode.Classes, episode.Support, episode.Query), s_json));
    }

    public static SavedEpisodes Read(string path)
    {
        using var reader = new StreamReader(path);
        var header = Parse<Header>(reader, path, line: 1);
        if (header.Format != Format)
            throw Bad(path, 1, $"it has \"format\" '{header.Format}', but '{Format}' is needed");
        if (header.Version != Version)
            throw Bad(path, 1, $"it has version {header.Version}, but this library reads version {Version}");
        if (header.Classes is not { Length: > 0 } classes || classes.Any(c => c is null or { Name: null or "" } or { Rows: < 1 }))
            throw Bad(path, 1, "\"classes\" must list classes with a \"name\" and 1 of \"rows\" or more each");
        if (header.Episodes < 1)
            throw Bad(path, 1, $"\"episodes\" is {header.Episodes}, but must be at least 1");

        var sizes = new ClassSizes(classes.Select(c => c.Name!).ToArray(), classes.Select(c => c.Rows).ToArray());
        var episodes = new List<EpisodeIndices>();
        while (episodes.Count < header.Episodes)
        {
            var line = episodes.Count + 2;
            var entry = Parse<Entry>(reader, path, line);
            if (Problem(entry, sizes) is { } problem)
                throw Bad(path, line, problem);
            episodes.Add(new EpisodeIndices(entry.Classes!, entry.Support!, entry.Query!) { Source = entry.Source });
        }
        return reader.ReadLine() is null
            ? new SavedEpisodes(sizes, episodes)
            : throw Bad(path, episodes.Count + 2, $"there are more lines than the {header.Episodes} episodes of the first one");
    }

    private static string? Problem(Entry entry, ClassSizes classes)
    {
        if (entry is not { Classes: { Length: > 0 } ways, Support: { } support, Query: { } query }
            || support.Length != ways.Length || query.Length != ways.Length)
            return "an episode needs \"classes\", and \"support\" and \"query\" of as many lists";
        if (ways.Distinct().Count() < ways.Length)
            return "a class is in the episode twice";
        for (var way = 0; way < ways.Length; way++)
        {
            if (ways[way] < 0 || ways[way] >= classes.Count)
                return $"class {ways[way]} does not exist: there are {classes.Count}";
            var (name, size) = (classes.Names[ways[way]], classes.Sizes[ways[way]]);
            if (support[way] is not { Length: > 0 } || query[way] is not { Length: > 0 })
                return $"class '{name}' needs rows in the support and in the query";
            var rows = support[way].Concat(query[way]).ToArray();
            foreach (var row in rows.Where(r => r < 0 || r >= size))
                return $"row {row} of class '{name}' does not exist: it has {size}";
            if (rows.Distinct().Count() < rows.Length)
                return $"a row of class '{name}' is in the episode twice";
        }
        return null;
    }

    private static T Parse<T>(StreamReader reader, string path, int line) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(reader.ReadLine() ?? throw Bad(path, line, "the file ends too early"), s_json)
                ?? throw Bad(path, line, "it is empty");
        }
        catch (JsonException e)
        {
            throw Bad(path, line, $"it is not the expected JSON ({e.Message})");
        }
    }

    private static FormatException Bad(string path, int line, string problem) =>
        new($"'{path}' is not a file of episodes, or damaged: line {line}: {problem}.");
}
