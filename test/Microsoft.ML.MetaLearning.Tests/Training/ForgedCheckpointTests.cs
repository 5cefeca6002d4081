using System;
using System.IO;
using System.Security.Cryptography;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Training;

/// <summary>
/// Checkpoints that somebody made up: their hashes are right, and what is refused is the content itself, by the name of the file.
/// </summary>
[TestClass]
public sealed class ForgedCheckpointTests
{
    private const int HeaderSize = 28;
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    private string Newest => _folder.File("meta-step-0000000003.checkpoint");

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    [DataRow(HeaderSize, -1, DisplayName = "no number of settings")]
    [DataRow(HeaderSize, int.MaxValue, DisplayName = "settings without end")]
    [DataRow(HeaderSize + 4, int.MaxValue, DisplayName = "a name without end")]
    [DataRow(HeaderSize, null, DisplayName = "a part of the content")]
    public void ContentThatIsNoneIsNamed(int position, int? value)
    {
        Train().Dispose();
        Forge(Newest, bytes => value is { } number ? With(bytes, position, number) : bytes[..(HeaderSize + 40)]);
        ErrorAssert.Throws<FormatException>(() => Train(), Newest, "its hash is right");
        ErrorAssert.Throws<FormatException>(() => _mlContext.MetaLearning().LoadCheckpoint(Newest), Newest, "its hash is right");
    }

    [TestMethod]
    public void NumbersAnywhereAreReadOrNamed()
    {
        Train().Dispose();
        var (original, random, refused) = (File.ReadAllBytes(Newest), new Random(1), 0);
        for (var i = 0; i < 100; i++)
        {
            File.WriteAllBytes(Newest, original);
            Forge(Newest, bytes => With(bytes, random.Next(HeaderSize, bytes.Length - sizeof(int)), i % 2 == 0 ? -1 : int.MaxValue));
            try
            {
                Train().Dispose();
            }
            catch (Exception e)
            {
                Assert.IsTrue(e is FormatException or InvalidOperationException && e.Message.Contains(Newest), $"{e}");
                refused++;
            }
        }
        Assert.IsGreaterThan(1, refused);
    }

    private MetaLearnedTransformer Train() =>
        TinyModels.Classifier(
            _mlContext, o => (o.OuterLoop.MetaSteps, o.Checkpoints) = (3, new TrainingCheckpoints(_folder.Path) { Interval = 1 }));

    private static byte[] With(byte[] bytes, int position, int value)
    {
        BitConverter.TryWriteBytes(bytes.AsSpan(position), value);
        return bytes;
    }

    /// <summary>Changes a checkpoint, and its hash with it.</summary>
    private static void Forge(string file, Func<byte[], byte[]> change)
    {
        var content = change(File.ReadAllBytes(file)[..^SHA256.HashSizeInBytes]);
        File.WriteAllBytes(file, [.. content, .. SHA256.HashData(content)]);
    }
}
