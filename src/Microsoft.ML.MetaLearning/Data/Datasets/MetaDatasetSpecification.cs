using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Represents a class of a source of Meta-Dataset.</summary>
/// <param name="FileName">The file of its records.</param>
/// <param name="Split">"train", "val" or "test".</param>
/// <param name="Folders">The names of its superclass, if it has one, and its own, fit for folders.</param>
/// <param name="Images">The number of its images.</param>
internal sealed record MetaDatasetClass(string FileName, string Split, string[] Folders, int Images);

/// <summary>
/// Reads the specification of a source of Meta-Dataset. Classes are numbered: first those to train on, then those to validate on, then
/// those to test on. In a specification of two levels superclasses are numbered so, and the classes of each follow each other.
/// </summary>
internal sealed class MetaDatasetSpecification
{
    private static readonly string[] s_splits = ["TRAIN", "VALID", "TEST"];
    private readonly string _path;
    private readonly JsonElement _root;

    private MetaDatasetSpecification(string path, JsonElement root)
    {
        (_path, _root) = (path, root);
        Classes = Distinct(Property(root, "__class__").GetString() switch
        {
            "DatasetSpecification" => Flat(),
            "BiLevelDatasetSpecification" => TwoLevels(),
            var kind => throw new InvalidDataException($"'{path}' is a {kind}, but must be a DatasetSpecification " +
                "or BiLevelDatasetSpecification: hierarchical sources cannot be read."),
        }).ToArray();
    }

    public IReadOnlyList<MetaDatasetClass> Classes { get; }

    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or of a kind that cannot be read.</exception>
    public static MetaDatasetSpecification Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return new MetaDatasetSpecification(path, json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"'{path}' is not a specification of a data set: {e.Message}", e);
        }
    }

    private IEnumerable<Numbered> Flat() => Splits("classes_per_split").Select((split, id) => new Numbered(id, split, null));

    private IEnumerable<Numbered> TwoLevels()
    {
        var id = 0;
        var superclass = 0;
        foreach (var split in Splits("superclasses_per_split"))
        {
            var name = Property("superclass_names", $"{superclass}").GetString();
            var count = Property("classes_per_superclass", $"{superclass}").GetInt32();
            for (var i = 0; i < count; i++)
                yield return new Numbered(id++, split, name);
            superclass++;
        }
    }

    /// <summary>Returns the split of each class or superclass.</summary>
    private IEnumerable<string> Splits(string property) => s_splits.Zip(ImageFolder.Splits)
        .SelectMany(split => Enumerable.Repeat(split.Second, Property(property, split.First).GetInt32()));

    /// <summary>Gives classes folders of their own. Where two would have the same folder, the later one's ends with its number.</summary>
    private IEnumerable<MetaDatasetClass> Distinct(IEnumerable<Numbered> classes)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var pattern = Property(_root, "file_pattern").GetString();
        if (pattern != "{}.tfrecords")
            throw new InvalidDataException($"file_pattern in '{_path}' must be '{{}}.tfrecords', one file a class, but is '{pattern}'.");
        foreach (var (id, split, superclass) in classes)
        {
            string[] outer = superclass is null ? [] : [FolderName.Safe(superclass)];
            var name = FolderName.Safe(Property("class_names", $"{id}").GetString() ?? "");
            if (!taken.Add(string.Join('/', [.. outer, name])))
                name += $" {id}";
            yield return new MetaDatasetClass($"{id}.tfrecords", split, [.. outer, name], Images(id));
        }
    }

    private int Images(int id) => Property("images_per_class", $"{id}") is { ValueKind: JsonValueKind.Number } count
        ? count.GetInt32()
        : throw new InvalidDataException(
            $"images_per_class in '{_path}' must be a number for class {id}: pools of examples cannot be read.");

    private JsonElement Property(string outer, string inner) => Property(Property(_root, outer), inner);

    private JsonElement Property(JsonElement element, string name) => element.TryGetProperty(name, out var value)
        ? value
        : throw new InvalidDataException($"'{_path}' has no property '{name}' where it is needed.");

    private readonly record struct Numbered(int Id, string Split, string? Superclass);
}
