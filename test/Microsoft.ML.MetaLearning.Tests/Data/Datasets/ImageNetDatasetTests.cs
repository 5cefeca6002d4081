using System.IO;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Data;

/// <summary>mini-ImageNet in the form of Ravi and Larochelle; that of tiered-ImageNet is in <see cref="FewShotDatasetTests"/>.</summary>
[TestClass]
public sealed class ImageNetDatasetTests
{
    private readonly TemporaryFolder _folder = new();
    private readonly FewShotDataset _dataset = new MiniImageNetDataset { Size = new DatasetSize(2, 1, 1, 5) };

    private string Target => Path.Combine(_folder.Path, "target");

    [TestInitialize]
    public void Initialize()
    {
        for (var i = 1; i <= 5; i++)
            Drawings.Save(_folder.File("images", $"n{i}.jpg"));
        WriteTable("train", "n1.jpg,n01532829", "n2.jpg,n01532829", "n3.jpg,n01558993");
        WriteTable("val", "n4.jpg,n01855672");
        WriteTable("test", "n5.jpg,n01930112", "");
    }

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void TablesSaySplitAndClass()
    {
        _dataset.Prepare(_folder.Path, Target);
        CollectionAssert.AreEqual(
            new[]
            {
                "test/n01930112/n5.jpg", "train/n01532829/n1.jpg", "train/n01532829/n2.jpg", "train/n01558993/n3.jpg", "val/n01855672/n4.jpg"
            },
            DatasetFiles.In(Target));
    }

    [TestMethod]
    public void AMissingImageIsNamed()
    {
        File.Delete(Path.Combine(_folder.Path, "images", "n4.jpg"));
        ErrorAssert.Throws<FileNotFoundException>(
            () => _dataset.Prepare(_folder.Path, Target), "mini-imagenet: ", "n4.jpg", _dataset.HowToGet);
    }

    [TestMethod]
    public void AMissingTableIsNamed()
    {
        File.Delete(Path.Combine(_folder.Path, "val.csv"));
        ErrorAssert.Throws<FileNotFoundException>(() => _dataset.Prepare(_folder.Path, Target), "val.csv", _dataset.HowToGet);
    }

    [TestMethod]
    [DataRow("n4.jpg", "line 2 of ", "'n4.jpg'")]
    [DataRow("../secret.jpg,n01855672", "line 2 of ", "'../secret.jpg,n01855672'")]
    [DataRow("n4.jpg,n01532829", "class 'n01532829' is in both train.csv and val.csv", "")]
    public void ABadTableIsNamed(string row, string fragment, string seen)
    {
        WriteTable("val", row);
        ErrorAssert.Throws<InvalidDataException>(() => _dataset.Prepare(_folder.Path, Target), fragment, seen);
    }

    [TestMethod]
    public void AnotherKindOfTableIsRefused()
    {
        File.WriteAllText(_folder.File("val.csv"), "image;class\n");
        ErrorAssert.Throws<InvalidDataException>(
            () => _dataset.Prepare(_folder.Path, Target), "must begin with 'filename,label', but begins with 'image;class'");
    }

    private void WriteTable(string split, params string[] rows) =>
        File.WriteAllLines(_folder.File(split + ".csv"), ["filename,label", .. rows]);
}
