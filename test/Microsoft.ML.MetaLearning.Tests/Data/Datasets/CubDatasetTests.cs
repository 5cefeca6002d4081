using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Data;

[TestClass]
public sealed class CubDatasetTests
{
    private readonly TemporaryFolder _folder = new();
    private readonly FewShotDataset _dataset = new CubDataset { Size = new DatasetSize(3, 1, 1, 5) };

    private string Archive => Path.Combine(_folder.Path, "CUB_200_2011.tgz");

    private string Target => Path.Combine(_folder.Path, "target");

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void ClassesAreSplitByTheirNumber()
    {
        DatasetFiles.TarGz(Archive, Files("001.Albatross", "002.Auklet", "003.Bunting", "004.Crow", "005.Finch"));
        _dataset.Prepare(_folder.Path, Target);
        CollectionAssert.AreEqual(
            new[]
            {
                "test/004.Crow/a.jpg", "train/001.Albatross/a.jpg", "train/003.Bunting/a.jpg", "train/005.Finch/a.jpg", "val/002.Auklet/a.jpg"
            },
            DatasetFiles.In(Target));
    }

    [TestMethod]
    public void TheExtractedFolderIsTheSame()
    {
        foreach (var (name, content) in Files("001.Albatross", "002.Auklet", "003.Bunting", "004.Crow", "005.Finch"))
            File.WriteAllBytes(_folder.File(name.Split('/')), content);
        _dataset.Prepare(Path.Combine(_folder.Path, "CUB_200_2011"), Target);
        Assert.HasCount(5, DatasetFiles.In(Target));
    }

    [TestMethod]
    public void AnArchiveThatIsCutOffIsNamed()
    {
        DatasetFiles.TarGz(Archive, Files("001.Albatross", "002.Auklet", "003.Bunting", "004.Crow", "005.Finch"));
        File.WriteAllBytes(Archive, File.ReadAllBytes(Archive)[..^100]);
        ErrorAssert.Throws<InvalidDataException>(() => _dataset.Prepare(_folder.Path, Target), "cub: ", _dataset.HowToGet);
        Assert.IsFalse(Directory.Exists(Target));
    }

    [TestMethod]
    public void SomethingElseUnderTheNameOfTheArchiveIsRefused()
    {
        File.WriteAllText(Archive, "<html>Not found</html>");
        ErrorAssert.Throws<InvalidDataException>(
            () => _dataset.Prepare(_folder.Path, Target), $"'{Archive}' cannot be read to its end", _dataset.HowToGet);
    }

    [TestMethod]
    public void AClassWithoutNumberIsNamed()
    {
        DatasetFiles.TarGz(Archive, Files("Albatross"));
        ErrorAssert.Throws<InvalidDataException>(
            () => _dataset.Prepare(_folder.Path, Target), "cub: class 'Albatross' must begin with its number");
    }

    private static (string Name, byte[] Content)[] Files(params string[] species) =>
        [("CUB_200_2011/README", [1]), ("CUB_200_2011/images/._001.Albatross", [1]), .. species.Select(s =>
            ($"CUB_200_2011/images/{s}/a.jpg", Drawings.Bytes(".jpg")))];
}
