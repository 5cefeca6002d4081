using System;
using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Data;

[TestClass]
public sealed class ImageFolderTests
{
    private readonly MLContext _mlContext = new();
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void AClassIsAFolder()
    {
        Add("cat/b.png", "cat/a.jpg", "dog/c.PNG");
        var rows = Load();
        CollectionAssert.AreEqual(new[] { "cat", "cat", "dog" }, rows.Select(r => r.Label).ToArray());
        CollectionAssert.AreEqual(new[] { "a.jpg", "b.png", "c.PNG" }, rows.Select(r => Path.GetFileName(r.ImagePath)).ToArray());
        Assert.IsTrue(rows.All(r => r.Split == "" && Path.IsPathFullyQualified(r.ImagePath) && File.Exists(r.ImagePath)));
    }

    [TestMethod]
    public void ClassesOfAnAlphabetHaveJoinedNames()
    {
        Add("Greek/alpha/1.png", "Latin/alpha/1.png");
        CollectionAssert.AreEqual(new[] { "Greek/alpha", "Latin/alpha" }, Load().Select(r => r.Label).ToArray());
    }

    [TestMethod]
    public void SplitsAreNoPartOfTheClass()
    {
        Add("train/cat/1.png", "val/dog/1.png", "test/Greek/alpha/1.png");
        var rows = Load();
        CollectionAssert.AreEqual(new[] { "test Greek/alpha", "train cat", "val dog" }, rows.Select(r => $"{r.Split} {r.Label}").ToArray());
    }

    [TestMethod]
    public void AClassMayBeCalledLikeASplit()
    {
        Add("train/1.png", "plane/1.png");
        CollectionAssert.AreEqual(new[] { " plane", " train" }, Load().Select(r => $"{r.Split} {r.Label}").ToArray());
    }

    [TestMethod]
    public void OtherFilesAndImagesOutsideAnyClassAreNotListed()
    {
        Add("cat/1.png", "cover.png");
        File.WriteAllText(_folder.File("cat", "notes.txt"), "no image");
        CollectionAssert.AreEqual(new[] { "1.png" }, Load().Select(r => Path.GetFileName(r.ImagePath)).ToArray());
    }

    [TestMethod]
    public void IndexedImagesAreDecodedAgainOnlyIfTheyChanged()
    {
        Add("cat/1.png", "cat/2.png");
        var index = _folder.File("images.index");
        Assert.HasCount(2, Load(index));

        // Same length and time: no one looks inside.
        Overwrite("1.png", keepTime: true);
        Assert.HasCount(2, Load(index));
        Overwrite("2.png", keepTime: false);
        ErrorAssert.Throws<InvalidDataException>(() => Load(index), "1 corrupt images", "2.png");

        // What failed is not in the index, and files that came later are found.
        ErrorAssert.Throws<InvalidDataException>(() => Load(index), "2.png");
        Add("cat/2.png", "cat/3.png");
        Assert.HasCount(3, Load(index));
    }

    [TestMethod]
    public void SomethingElseInPlaceOfTheIndexIsReplacedLoudly()
    {
        Add("cat/1.png");
        var index = _folder.File("images.index");
        File.WriteAllText(index, "shopping list");
        var log = new RecordedLog(_mlContext);
        Assert.HasCount(1, Load(index));
        Assert.IsTrue(log.Warnings.Any(w => w.Contains("images.index")));
        StringAssert.StartsWith(File.ReadAllText(index), "image index 2");
    }

    [TestMethod]
    public void CorruptImagesFailAndAreAllNamed()
    {
        AddCorrupt();
        ErrorAssert.Throws<InvalidDataException>(() => Load(), "2 corrupt images", "empty.png' is empty", "half.png' cannot be decoded");
    }

    [TestMethod]
    public void CorruptImagesCanBeSkippedWithAWarning()
    {
        AddCorrupt();
        var log = new RecordedLog(_mlContext);
        CollectionAssert.AreEqual(
            new[] { "good.png", "good.png" }, Load(CorruptImages.Skip).Select(r => Path.GetFileName(r.ImagePath)).ToArray());
        var warning = log.Warnings.Single();
        foreach (var fragment in new[] { "skipped 2 corrupt images", "empty.png", "half.png" })
            StringAssert.Contains(warning, fragment);
    }

    [TestMethod]
    public void AMissingFolderIsNamed()
    {
        var missing = Path.Combine(_folder.Path, "nowhere");
        ErrorAssert.Throws<DirectoryNotFoundException>(
            () => _mlContext.MetaLearning().LoadImageFolder(missing), $"'{missing}' does not exist");
    }

    [TestMethod]
    public void AFolderWithoutSubFoldersSaysWhatIsNeeded()
    {
        Add("1.png");
        ErrorAssert.Throws<InvalidOperationException>(() => Load(), _folder.Path, "has no sub-folders", "each class needs one");
    }

    [TestMethod]
    public void SubFoldersWithoutImagesSayWhatIsNeeded()
    {
        File.WriteAllText(_folder.File("cat", "notes.txt"), "no image");
        ErrorAssert.Throws<InvalidOperationException>(() => Load(), _folder.Path, "hold no images", ".png");
    }

    [TestMethod]
    public void ArgumentsAreChecked()
    {
        ErrorAssert.Throws<ArgumentException>(() => _mlContext.MetaLearning().LoadImageFolder(""), "folder must not be empty");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => Load((CorruptImages)9), "must be one of Fail, Skip");
    }

    private void Add(params string[] files)
    {
        foreach (var file in files)
            Drawings.Save(_folder.File(file.Split('/')));
    }

    private void AddCorrupt()
    {
        Add("cat/good.png", "dog/good.png");
        File.WriteAllBytes(_folder.File("cat", "empty.png"), []);
        File.WriteAllBytes(_folder.File("dog", "half.png"), File.ReadAllBytes(_folder.File("dog", "good.png"))[..40]);
    }

    /// <summary>Makes an image undecodable, of the same length.</summary>
    private void Overwrite(string name, bool keepTime)
    {
        var file = _folder.File("cat", name);
        var time = File.GetLastWriteTimeUtc(file);
        File.WriteAllBytes(file, new byte[new FileInfo(file).Length]);
        File.SetLastWriteTimeUtc(file, keepTime ? time : time.AddSeconds(1));
    }

    private ImageRow[] Load(string index) =>
        _mlContext.Data.CreateEnumerable<ImageRow>(
            _mlContext.MetaLearning().LoadImageFolder(_folder.Path, indexFile: index), reuseRowObject: false).ToArray();

    private ImageRow[] Load(CorruptImages corrupt = CorruptImages.Fail) =>
        _mlContext.Data.CreateEnumerable<ImageRow>(
            _mlContext.MetaLearning().LoadImageFolder(_folder.Path, corrupt), reuseRowObject: false).ToArray();
}
