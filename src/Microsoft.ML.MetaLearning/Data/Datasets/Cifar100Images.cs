using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Reads the images of CIFAR-100 of Krizhevsky, <a href="https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf">2009</a>, in the
/// binary version of its home.
/// </summary>
internal sealed class Cifar100Images
{
    public const string Folder = "cifar-100-binary";
    public const string Archive = Folder + ".tar.gz";
    private const string SuperclassNames = "coarse_label_names.txt";
    private const string ClassNames = "fine_label_names.txt";
    private static readonly string[] s_parts = ["train.bin", "test.bin"];

    private const int Side = 32;
    private const int Pixels = Side * Side;

    // *** Format of a record ***
    // byte: superclass, byte: class, 1024 bytes: red, row by row, 1024 bytes: green, 1024 bytes: blue
    private const int RecordSize = 2 + 3 * Pixels;

    private readonly Dictionary<string, byte[]> _files;
    private readonly string[] _superclasses, _classes;

    private Cifar100Images(Dictionary<string, byte[]> files) =>
        (_files, _superclasses, _classes) = (files, Names(files[SuperclassNames]), Names(files[ClassNames]));

    /// <summary>Reads the archive, or the folder it was extracted to, into memory: 184 MB.</summary>
    public static Cifar100Images Read(string source, CancellationToken cancellationToken)
    {
        string[] needed = [.. s_parts, SuperclassNames, ClassNames];
        var files = new Dictionary<string, byte[]>();
        DatasetSource.Find(source, Archive, Folder).ForEach(file =>
        {
            if (needed.Contains(file.Name))
                files[file.Name] = file.ReadAllBytes();
        }, cancellationToken);
        var missing = needed.Except(files.Keys).ToArray();
        return missing.Length == 0
            ? new Cifar100Images(files)
            : throw new FileNotFoundException($"{Archive} or its folder in '{source}' lacks {string.Join(", ", missing)}.");
    }

    /// <summary>Writes all images of both files as PNG.</summary>
    /// <param name="target">The folder.</param>
    /// <param name="splitOf">Returns the split of a class, given the names of its superclass and its own.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public void Write(string target, Func<string, string, string> splitOf, CancellationToken cancellationToken)
    {
        foreach (var part in s_parts)
        {
            var bytes = _files[part];
            if (bytes.Length % RecordSize != 0)
                throw new InvalidDataException($"{part} has {bytes.Length} bytes, but must have a multiple of {RecordSize}, " +
                    "the size of an image with its labels; it may be cut off.");
            for (var i = 0; i < bytes.Length / RecordSize; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var record = bytes.AsSpan(i * RecordSize, RecordSize);
                var superclass = Name(_superclasses, record[0], part, i);
                var name = Name(_classes, record[1], part, i);
                var folder = Path.Combine(target, splitOf(superclass, name), FolderName.Safe(superclass), FolderName.Safe(name));
                Directory.CreateDirectory(folder);
                using var image = MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Bgra32, Bgra(record[2..]));
                image.Save(Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(part)}_{i:D5}.png"));
            }
        }
    }

    private static string Name(string[] names, byte label, string part, int record) => label < names.Length
        ? names[label]
        : throw new InvalidDataException($"image {record} of {part} has the label {label}, but must have one less than {names.Length}.");

    private static string[] Names(byte[] file) =>
        Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static byte[] Bgra(ReadOnlySpan<byte> planes)
    {
        var pixels = new byte[4 * Pixels];
        for (var i = 0; i < Pixels; i++)
        {
            pixels[4 * i] = planes[2 * Pixels + i];
            pixels[4 * i + 1] = planes[Pixels + i];
            pixels[4 * i + 2] = planes[i];
            pixels[4 * i + 3] = byte.MaxValue;
        }
        return pixels;
    }
}
