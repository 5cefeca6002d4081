using System.IO;
using System.Linq;
using System.Text;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Data;

[TestClass]
public sealed class MetaDatasetTests
{
    private readonly TemporaryFolder _folder = new();
    private readonly MetaDatasetSource _dataset = new();

    private string Source => Directory.CreateDirectory(Path.Combine(_folder.Path, "aircraft")).FullName;

    private string Target => Path.Combine(_folder.Path, "target");

    private string Specification => Path.Combine(Source, "dataset_spec.json");

    /// <summary>Four classes, two of them to train on, with six images.</summary>
    internal static void WriteSource(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "dataset_spec.json"), """
            {
              "name": "aircraft", "classes_per_split": {"TRAIN": 2, "VALID": 1, "TEST": 1}, "images_per_class": {"0": 2, "1": 1, "2": 2, "3": 1},
              "class_names": {"0": "F/A-18", "1": "f_a-18", "2": "..", "3": "A380"}, "path": "/elsewhere", "file_pattern": "{}.tfrecords", "__class__": "DatasetSpecification"
            }
            """);
        DatasetFiles.Records(Path.Combine(folder, "0.tfrecords"), Jpeg(1), Jpeg(2));
        DatasetFiles.Records(Path.Combine(folder, "1.tfrecords"), Jpeg(3));
        DatasetFiles.Records(Path.Combine(folder, "2.tfrecords"), Jpeg(4), DatasetFiles.Example(Drawings.Bytes(".png", 5)));
        DatasetFiles.Records(Path.Combine(folder, "3.tfrecords"), Jpeg(6));
    }

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void RecordsBecomeFilesOfTheirKind()
    {
        WriteSource(Source);
        _dataset.Prepare(Source, Target);
        CollectionAssert.AreEqual(
            new[]
            {
                "test/A380/00000.jpg", "train/F_A-18/00000.jpg", "train/F_A-18/00001.jpg", "train/f_a-18 1/00000.jpg", "val/_/00000.jpg", "val/_/00001.png"
            },
            DatasetFiles.In(Target));
        CollectionAssert.AreEqual(Drawings.Bytes(".png", 5), File.ReadAllBytes(Path.Combine(Target, "val", "_", "00001.png")));
    }

    [TestMethod]
    public void SuperclassesAreKept()
    {
        WriteTwoLevels();
        _dataset.Prepare(Source, Target);
        CollectionAssert.AreEqual(
            new[] { "test/Tagalog/a/00000.jpg", "train/Greek/a/00000.jpg", "train/Greek/b/00000.jpg", "train/Latin/a/00000.jpg" },
            DatasetFiles.In(Target));
    }

    [TestMethod]
    public void CheckValuesOfTheStandardAreMet()
    {
        // RFC 3720, appendix B.4: 32 bytes of zeros have the checksum 8A9136AA. Rotated by 15 bits to the right it is 6D551522, and
        // TensorFlow adds A282EAD8.
        Assert.AreEqual(0x0FD7FFFAu, Crc32C.Masked(new byte[32]));
    }

    [TestMethod]
    public void ADamagedRecordIsNamed()
    {
        WriteSource(Source);
        var file = Path.Combine(Source, "2.tfrecords");
        var bytes = File.ReadAllBytes(file);
        bytes[^50] ^= 1;
        File.WriteAllBytes(file, bytes);
        ErrorAssert.Throws<InvalidDataException>(
            () => _dataset.Prepare(Source, Target),
            "meta-dataset: ",
            $"'{file}' is damaged: the checksum of record 1 is wrong",
            _dataset.HowToGet);
        Assert.IsFalse(Directory.Exists(Target));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(200)]
    public void ARecordThatIsCutOffIsNamed(int missing)
    {
        WriteSource(Source);
        var file = Path.Combine(Source, "1.tfrecords");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^missing]);
        ErrorAssert.Throws<InvalidDataException>(() => _dataset.Prepare(Source, Target), $"'{file}' is cut off in record 0");
    }

    [TestMethod]
    public void RecordsThatAreMissingAreCounted()
    {
        WriteSource(Source);
        DatasetFiles.Records(Path.Combine(Source, "0.tfrecords"), Jpeg(1));
        ErrorAssert.Throws<InvalidDataException>(
            () => _dataset.Prepare(Source, Target), "0.tfrecords' has 1 images, but dataset_spec.json says 2");
    }

    [TestMethod]
    [DataRow("no message", "is not an example with an image")]
    [DataRow("", "is not an example with an image")]
    public void ARecordOfSomethingElseIsNamed(string record, string fragment)
    {
        WriteSource(Source);
        DatasetFiles.Records(Path.Combine(Source, "1.tfrecords"), Encoding.UTF8.GetBytes(record));
        ErrorAssert.Throws<InvalidDataException>(() => _dataset.Prepare(Source, Target), "record 0 of", "1.tfrecords", fragment);
    }

    [TestMethod]
    public void AnImageOfAnotherKindIsNamed()
    {
        WriteSource(Source);
        DatasetFiles.Records(Path.Combine(Source, "1.tfrecords"), DatasetFiles.Example("GIF89a"u8.ToArray()));
        ErrorAssert.Throws<InvalidDataException>(
            () => _dataset.Prepare(Source, Target), "the image of record 0 of", "neither JPEG nor PNG");
    }

    [TestMethod]
    [DataRow("\"DatasetSpecification\"", "\"HierarchicalDatasetSpecification\"", "hierarchical sources cannot be read")]
    [DataRow("{}.tfrecords", "{}_{}.tfrecords", "file_pattern")]
    [DataRow("\"1\": 1,", "\"1\": {\"train\": 1},", "must be a number for class 1")]
    [DataRow("class_names", "names", "has no property 'class_names'")]
    [DataRow("\"TRAIN\": 2", "\"TRAIN\": \"two\"", "is not a specification of a data set")]
    [DataRow("\"TRAIN\": 2", "\"TRAIN\": -2", "is not a specification of a data set")]
    [DataRow("}", "", "is not a specification of a data set")]
    public void ASpecificationThatCannotBeReadIsNamed(string part, string replacement, string fragment)
    {
        WriteSource(Source);
        File.WriteAllText(Specification, File.ReadAllText(Specification).Replace(part, replacement));
        ErrorAssert.Throws<InvalidDataException>(() => _dataset.Prepare(Source, Target), Specification, fragment);
    }

    [TestMethod]
    public void MissingFilesAreNamed()
    {
        ErrorAssert.Throws<FileNotFoundException>(() => _dataset.Prepare(Source, Target), "dataset_spec.json", _dataset.HowToGet);
        WriteSource(Source);
        File.Delete(Path.Combine(Source, "3.tfrecords"));
        ErrorAssert.Throws<FileNotFoundException>(() => _dataset.Prepare(Source, Target), "3.tfrecords", _dataset.HowToGet);
    }

    private static byte[] Jpeg(byte shade) => DatasetFiles.Example(Drawings.Bytes(".jpg", shade));

    private void WriteTwoLevels()
    {
        File.WriteAllText(Specification, """
            {
              "name": "omniglot", "superclasses_per_split": {"TRAIN": 2, "VALID": 0, "TEST": 1}, "classes_per_superclass": {"0": 2, "1": 1, "2": 1},
              "images_per_class": {"0": 1, "1": 1, "2": 1, "3": 1}, "superclass_names": {"0": "Greek", "1": "Latin", "2": "Tagalog"},
              "class_names": {"0": "a", "1": "b", "2": "a", "3": "a"}, "path": "", "file_pattern": "{}.tfrecords", "__class__": "BiLevelDatasetSpecification"
            }
            """);
        foreach (var i in Enumerable.Range(0, 4))
            DatasetFiles.Records(Path.Combine(Source, $"{i}.tfrecords"), Jpeg((byte)i));
    }
}
