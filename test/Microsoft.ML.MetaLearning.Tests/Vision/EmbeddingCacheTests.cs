using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.ML.MetaLearning.Vision;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Vision;

[TestClass]
public sealed class EmbeddingCacheTests
{
    private static readonly byte[] s_content = [1, 2, 3];
    private readonly TemporaryFolder _folder = new();
    private int _computed;

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void AnEmbeddingIsComputedOnceForItsContentAndSettings()
    {
        var cache = new EmbeddingCache(_folder.Path, "Fill");
        CollectionAssert.AreEqual(Embedding(1), cache.GetOrAdd(s_content, Compute));
        CollectionAssert.AreEqual(Embedding(1), new EmbeddingCache(_folder.Path, "Fill").GetOrAdd(s_content, Compute));
        CollectionAssert.AreEqual(Embedding(2), cache.GetOrAdd([1, 2, 4], Compute));
        CollectionAssert.AreEqual(Embedding(3), new EmbeddingCache(_folder.Path, "Crop").GetOrAdd(s_content, Compute));
        CollectionAssert.AreEqual(Embedding(1), cache.GetOrAdd(s_content, Compute));
    }

    [TestMethod]
    public void ADamagedEntryIsWrittenAgain()
    {
        var cache = new EmbeddingCache(_folder.Path, "Fill");
        cache.GetOrAdd(s_content, Compute);
        var file = Directory.GetFiles(_folder.Path, "*.embedding", SearchOption.AllDirectories).Single();
        var whole = File.ReadAllBytes(file);
        foreach (var damaged in new[] { [], whole[..100], [(byte)(whole[0] ^ 1), .. whole[1..]], [.. whole[..^1], (byte)(whole[^1] ^ 1)] })
        {
            File.WriteAllBytes(file, damaged);
            var before = _computed;
            CollectionAssert.AreEqual(Embedding(before + 1), cache.GetOrAdd(s_content, Compute));
            CollectionAssert.AreEqual(Embedding(before + 1), cache.GetOrAdd(s_content, Compute));
        }
    }

    // Each has a cache of its own, as processes have.
    [TestMethod]
    public void SeveralWriteTheSameEntry()
    {
        using var together = new Barrier(8);
        var threads = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 5; i++)
                {
                    together.SignalAndWait();
                    new EmbeddingCache(_folder.Path, "Fill").GetOrAdd([(byte)i], () => Embedding(i));
                }
            },
            TaskCreationOptions.LongRunning)).ToArray();
        Task.WaitAll(threads);
        for (var i = 0; i < 5; i++)
            CollectionAssert.AreEqual(Embedding(i), new EmbeddingCache(_folder.Path, "Fill").GetOrAdd([(byte)i], Compute));
        Assert.AreEqual(0, _computed);
        Assert.HasCount(5, Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    private static float[] Embedding(int number) => [.. Enumerable.Repeat((float)number, ImageEncoder.Dimensions)];

    private float[] Compute() => Embedding(++_computed);
}
