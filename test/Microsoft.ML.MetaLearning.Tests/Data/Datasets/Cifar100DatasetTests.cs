using System.IO;
using System.Linq;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Data;

/// <summary>CIFAR-FS and FC100 from CIFAR-100's binary version.</summary>
[TestClass]
public sealed class Cifar100DatasetTests
{
    private const byte People = 0, Fish = 1, Carnivores = 2;
    private const byte Baby = 0, Boy = 1, Shark = 2, Trout = 3, Leopard = 4;
    private static readonly string[] s_superclasses = ["people", "fish", "large_carnivores"];
    private static readonly string[] s_classes = ["baby", "boy", "shark", "trout", "leopard"];

    private static readonly (string Name, string Classes)[] s_published =
    [
        ("aquatic_mammals", "beaver dolphin otter seal whale"),
        ("fish", "aquarium_fish flatfish ray shark trout"),
        ("flowers", "orchid poppy rose sunflower tulip"),
        ("food_containers", "bottle bowl can cup plate"),
        ("fruit_and_vegetables", "apple mushroom orange pear sweet_pepper"),
        ("household_electrical_devices", "clock keyboard lamp telephone television"),
        ("household_furniture", "bed chair couch table wardrobe"),
        ("insects", "bee beetle butterfly caterpillar cockroach"),
        ("large_carnivores", "bear leopard lion tiger wolf"),
        ("large_man-made_outdoor_things", "bridge castle house road skyscraper"),
        ("large_natural_outdoor_scenes", "cloud forest mountain plain sea"),
        ("large_omnivores_and_herbivores", "camel cattle chimpanzee elephant kangaroo"),
        ("medium_mammals", "fox porcupine possum raccoon skunk"),
        ("non-insect_invertebrates", "crab lobster snail spider worm"),
        ("people", "baby boy girl man woman"),
        ("reptiles", "crocodile dinosaur lizard snake turtle"),
        ("small_mammals", "hamster mouse rabbit shrew squirrel"),
        ("trees", "maple_tree oak_tree palm_tree pine_tree willow_tree"),
        ("vehicles_1", "bicycle bus motorcycle pickup_truck train"),
        ("vehicles_2", "lawn_mower rocket streetcar tank tractor"),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly FewShotDataset _cifarFs = new CifarFsDataset { Size = new DatasetSize(2, 1, 2, 6) };
    private readonly FewShotDataset _fc100 = new Fc100Dataset { Size = new DatasetSize(2, 1, 2, 6) };
    private byte[] _train =
    [
        .. Record(People, Baby), .. Record(People, Boy), .. Record(Fish, Shark), .. Record(Fish, Trout), .. Record(Carnivores, Leopard)
    ];

    private string Target => Path.Combine(_folder.Path, "target");

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void CifarFsIsSplitByClass()
    {
        WriteArchive();
        _cifarFs.Prepare(_folder.Path, Target);
        CollectionAssert.AreEqual(
            new[]
            {
                "test/large_carnivores/leopard/train_00004.png", "test/people/baby/train_00000.png",
                "train/fish/trout/test_00000.png", "train/fish/trout/train_00003.png", "train/people/boy/train_00001.png", "val/fish/shark/train_00002.png",
            }, DatasetFiles.In(Target));
    }

    [TestMethod]
    public void Fc100IsSplitBySuperclass()
    {
        WriteArchive();
        _fc100.Prepare(_folder.Path, Target);
        CollectionAssert.AreEqual(
            new[]
            {
                "test/people/baby/train_00000.png", "test/people/boy/train_00001.png",
                "train/fish/shark/train_00002.png", "train/fish/trout/test_00000.png", "train/fish/trout/train_00003.png", "val/large_carnivores/leopard/train_00004.png",
            }, DatasetFiles.In(Target));
    }

    [TestMethod]
    public void PixelsArePlanesOfRedGreenAndBlue()
    {
        WriteArchive();
        _cifarFs.Prepare(_folder.Path, Target);
        using var image = MLImage.CreateFromFile(Path.Combine(Target, "train", "people", "boy", "train_00001.png"));
        Assert.AreEqual((32, 32), (image.Width, image.Height));
        var (red, blue) = image.PixelFormat == MLPixelFormat.Bgra32 ? (2, 0) : (0, 2);
        // The second row's third pixel: see Record.
        var pixel = image.Pixels.Slice(4 * (32 + 2), 4);
        Assert.AreEqual(((byte)34, (byte)35, (byte)36), (pixel[red], pixel[1], pixel[blue]));
    }

    [TestMethod]
    public void ThePublishedClassesGiveThePublishedSplits()
    {
        // A name that were misspelt would be one to train on.
        var classes = s_published.SelectMany(superclass => superclass.Classes.Split(' ')).ToArray();
        var records = classes.SelectMany((_, i) => Record((byte)(i / 5), (byte)i)).ToArray();
        WriteArchive(records, [], s_published.Select(superclass => superclass.Name).ToArray(), classes);
        new CifarFsDataset { Size = new CifarFsDataset().Size! with { Images = 100 } }.Prepare(_folder.Path, Target);
        new Fc100Dataset
        {
            Size = new Fc100Dataset().Size! with { Images = 100 }
        }.Prepare(_folder.Path, Path.Combine(_folder.Path, "fc100"));
        Assert.IsTrue(File.Exists(Path.Combine(Target, "train", "vehicles_1", "train", "train_00094.png")));
    }

    [TestMethod]
    public void AFileThatIsCutOffIsNamed()
    {
        _train = _train[..^1];
        WriteArchive();
        ErrorAssert.Throws<InvalidDataException>(
            () => _cifarFs.Prepare(_folder.Path, Target), "train.bin has 15369 bytes", "multiple of 3074", _cifarFs.HowToGet);
    }

    [TestMethod]
    public void ImagesThatAreMissingAreCounted()
    {
        _train = _train[..^3074];
        WriteArchive();
        ErrorAssert.Throws<InvalidDataException>(() => _cifarFs.Prepare(_folder.Path, Target), "has 2 + 1 + 1 classes and 5 images");
    }

    [TestMethod]
    public void AnUnknownLabelIsNamed()
    {
        _train = Record(Fish, 7);
        WriteArchive();
        ErrorAssert.Throws<InvalidDataException>(
            () => _cifarFs.Prepare(_folder.Path, Target), "image 0 of train.bin has the label 7", "less than 5");
    }

    [TestMethod]
    public void AMissingFileIsNamed()
    {
        foreach (var file in new[] { "train.bin", "coarse_label_names.txt" })
            File.WriteAllBytes(_folder.File("cifar-100-binary", file), []);
        ErrorAssert.Throws<FileNotFoundException>(
            () => _fc100.Prepare(_folder.Path, Target), "lacks test.bin, fine_label_names.txt", _fc100.HowToGet);
    }

    private void WriteArchive() => WriteArchive(_train, Record(Fish, Trout), s_superclasses, s_classes);

    private void WriteArchive(byte[] train, byte[] test, string[] superclasses, string[] classes) =>
        DatasetFiles.TarGz(Path.Combine(_folder.Path, "cifar-100-binary.tar.gz"),
        ("cifar-100-binary/fine_label_names.txt", Lines(classes)),
        ("cifar-100-binary/test.bin", test),
        ("cifar-100-binary/coarse_label_names.txt", Lines(superclasses)),
        ("cifar-100-binary/train.bin", train));

    private static byte[] Lines(string[] names) => Encoding.UTF8.GetBytes(string.Join('\n', names) + "\n\n");

    /// <summary>Pixel i of a plane is i, i + 1 or i + 2 in red, green and blue, but for the overflow.</summary>
    private static byte[] Record(byte superclass, byte label) =>
        [superclass, label, .. Enumerable.Range(0, 3).SelectMany(plane => Enumerable.Range(0, 1024).Select(i => (byte)(i + plane)))];
}
