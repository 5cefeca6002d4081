using System;
using System.IO;
using System.Threading;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Represents a source of Meta-Dataset, Triantafillou et al., <a href="https://arxiv.org/abs/1903.03096">2020</a>, as converted by its
/// authors' programs: <c>dataset_spec.json</c> and a file of records for each class.
/// </summary>
internal sealed class MetaDatasetSource : FewShotDataset
{
    private const string Specification = "dataset_spec.json";

    public override string Name => "meta-dataset";

    public override string Description =>
        "a source of Meta-Dataset, for instance aircraft or quickdraw, in its split; all but the hierarchical ilsvrc_2012";

    public override Uri Home { get; } = new("https://github.com/google-research/meta-dataset");

    public override string License => "that of each source";

    public override string HowToGet =>
        $"Convert a source as {Home} says and name the folder of its records, " +
        $"which has {Specification} and 0.tfrecords, 1.tfrecords and so on.";

    private protected override void Convert(string source, string target, CancellationToken cancellationToken)
    {
        foreach (var @class in MetaDatasetSpecification.Read(Path.Combine(source, Specification)).Classes)
        {
            var folder = Directory.CreateDirectory(Path.Combine([target, @class.Split, .. @class.Folders])).FullName;
            Write(@class, Path.Combine(source, @class.FileName), folder, cancellationToken);
        }
    }

    private static void Write(MetaDatasetClass @class, string records, string folder, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var record in RecordFile.Read(records))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ExampleMessage.Image(record) is not { } image)
                throw new InvalidDataException($"record {count} of '{records}' is not an example with an image.");
            if (Extension(image) is not { } extension)
                throw new InvalidDataException($"the image of record {count} of '{records}' is neither JPEG nor PNG.");
            File.WriteAllBytes(Path.Combine(folder, $"{count:D5}{extension}"), image);
            count++;
        }
        if (count != @class.Images)
            throw new InvalidDataException($"'{records}' has {count} images, but {Specification} says {@class.Images}.");
    }

    private static string? Extension(byte[] image) => image switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ".jpg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ".png",
        _ => null,
    };
}
