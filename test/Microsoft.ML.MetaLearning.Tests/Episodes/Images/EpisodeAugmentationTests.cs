using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

[TestClass]
public sealed class EpisodeAugmentationTests
{
    private static readonly EpisodeShape s_shape = new(Ways: 3, Shots: 2, QueryShots: 2);

    [TestMethod]
    public void SupportAndQueryHaveTransformsOfTheirOwnInOrder()
    {
        using var scope = NewDisposeScope();
        using var set = Images();
        var plain = new EpisodeLoader(set, s_shape, seed: 1).Load(3);
        var changed = Loader(set, new(Augmentation.None, [new Add(1), new Double()], [new Double(), new Add(1)])).Load(3);
        CollectionAssert.AreEqual(
            TensorAssert.Values(plain.Support.Inputs).Select(v => 2 * (v + 1)).ToArray(), TensorAssert.Values(changed.Support.Inputs));
        CollectionAssert.AreEqual(
            TensorAssert.Values(plain.Query.Inputs).Select(v => 2 * v + 1).ToArray(), TensorAssert.Values(changed.Query.Inputs));
        Assert.IsTrue(TensorAssert.SameBits(plain.Support.Targets, changed.Support.Targets));
        Assert.IsTrue(
            TensorAssert.SameBits(plain.Query.Inputs, new EpisodeLoader(set, s_shape, seed: 1).Load(3).Query.Inputs),
            "The data is as it was.");
    }

    [TestMethod]
    public void TransformsDependOnSeedEpisodeAndRowAlone()
    {
        using var scope = NewDisposeScope();
        using var set = Images();
        EpisodeAugmentation augmentation = new(
            Augmentation.RandomRotations, [new RandomCrop(1), new HorizontalFlip()], [new RandomRotation(20)]);
        double[] Values(EpisodeLoader loader, long index)
        {
            using var inner = NewDisposeScope();
            var episode = loader.Load(index);
            return [.. TensorAssert.Values(episode.Support.Inputs), .. TensorAssert.Values(episode.Query.Inputs)];
        }
        var loader = Loader(set, augmentation);
        var parallel = new double[40][];
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => parallel[i] = Values(loader, i));
        for (var i = 39; i >= 0; i--)
            CollectionAssert.AreEqual(parallel[i], Values(Loader(set, augmentation), i));
        CollectionAssert.AreNotEqual(parallel[0], Values(new EpisodeLoader(set, EpisodeSampling.Fixed, s_shape, seed: 2, augmentation), 0));
    }

    [TestMethod]
    public void ImagesOfAnEpisodeChangeByDifferentChances()
    {
        using var scope = NewDisposeScope();
        using var set = Images();
        var noise = Enumerable.Range(0, 20).SelectMany(i =>
        {
            var episode = Loader(set, new(Augmentation.None, [new Noise()], [new Noise()])).Load(i);
            return TensorAssert.Values(cat([episode.Support.Inputs, episode.Query.Inputs])).Chunk(16).Select(image => image[0]);
        }).ToArray();
        Assert.AreEqual(noise.Length, noise.Distinct().Count());
    }

    [TestMethod]
    public void TransformsOfEpisodesChangeAllImagesByTheSameChanceAndFirst()
    {
        using var scope = NewDisposeScope();
        using var set = Images();
        EpisodeAugmentation augmentation = new(Augmentation.None, [new Double()], [new Add(1)]) { Episode = [new Noise()] };
        var noise = Enumerable.Range(0, 20).Select(i =>
        {
            var episode = Loader(set, augmentation).Load(i);
            var (support, query) = (TensorAssert.Values(episode.Support.Inputs), TensorAssert.Values(episode.Query.Inputs));
            Assert.IsTrue(support.All(v => v == support[0]) && query.All(v => v == query[0]));
            Assert.AreEqual(support[0] / 2, query[0] - 1, 1e-6);
            return support[0];
        }).ToArray();
        Assert.AreEqual(noise.Length, noise.Distinct().Count());
    }

    [TestMethod]
    public void ClassesOfAnEpisodeAreRotatedAsOne()
    {
        using var scope = NewDisposeScope();
        using var set = Images();
        var (plain, turned) = (new EpisodeLoader(set, s_shape, seed: 1), Loader(set, new(Augmentation.RandomRotations, [], [])));
        var turns = Enumerable.Range(0, 100).SelectMany(index =>
        {
            var (before, after) = (plain.Load(index), turned.Load(index));
            return Enumerable.Range(0, 3).Select(way => Enumerable.Range(0, 4).Single(k =>
                new[] { (before.Support, after.Support), (before.Query, after.Query) }.All(pair =>
                    TensorAssert.SameBits(
                        pair.Item1.Inputs.narrow(0, 2 * way, 2).rot90(k, (2, 3)), pair.Item2.Inputs.narrow(0, 2 * way, 2)))));
        }).ToArray();
        foreach (var (_, count) in turns.CountBy(t => t))
            Assert.AreEqual(75, count, 38);
    }

    [TestMethod]
    public void MiniBatchesAreTransformedLikeAQuery()
    {
        using var scope = NewDisposeScope();
        using var set = Images();
        var plain = new BatchLoader(set, 8, seed: 1).Load(2).Query;
        var changed = new BatchLoader(set, 8, seed: 1, new(Augmentation.None, [], [new Add(1)])).Load(2).Query;
        CollectionAssert.AreEqual(TensorAssert.Values(plain.Inputs).Select(v => v + 1).ToArray(), TensorAssert.Values(changed.Inputs));
        var turned = new BatchLoader(set, 8, seed: 1, new(Augmentation.RandomRotations, [], []));
        Assert.AreEqual(set.Classes.Count, turned.Classes);
        Assert.IsTrue(Enumerable.Range(0, 8)
            .Any(i => !TensorAssert.SameBits(turned.Load(i).Query.Inputs, new BatchLoader(set, 8, seed: 1).Load(i).Query.Inputs)));
    }

    [TestMethod]
    public void TrainingWithTransformsIsTheSameOnAnyNumberOfThreads()
    {
        var data = new MLContext().MetaLearning().LoadGlyphs(classes: 6, drawings: 6);
        double[] Trained(int threads, params ImageTransform[] transforms)
        {
            using var model = new MLContext(seed: 1).MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
            {
                Backbone = new Conv4(1, 28, 28, filters: 4),
                Ways = 3,
                QueryShots = 2,
                OuterLoop = { MetaSteps = 2, Threads = threads },
                Augmentation = Augmentation.RandomRotations,
                SupportTransforms = transforms,
                QueryTransforms = transforms,
            }).Fit(data);
            return TensorAssert.Values(model.Parameters);
        }
        var one = Trained(1, new RandomCrop(2), new RandomRotation(10));
        CollectionAssert.AreEqual(one, Trained(3, new RandomCrop(2), new RandomRotation(10)));
        CollectionAssert.AreNotEqual(one, Trained(1));
    }

    [TestMethod]
    public void WhatIsNoImageCannotBeTransformed()
    {
        var mlContext = new MLContext(seed: 1);
        void Fails(string option, Action<PrototypicalNetworkTrainer.Options> change)
        {
            var options = AllLearners.Tiny(new PrototypicalNetworkTrainer.Options());
            change(options);
            ErrorAssert.Throws<ArgumentOutOfRangeException>(
                () => mlContext.MetaLearning().PrototypicalNetwork(options).Fit(Blobs.Create(mlContext)), option, "shape [4]");
        }
        Fails("EpisodeTransforms", o => o.EpisodeTransforms = [new HorizontalFlip()]);
        Fails("SupportTransforms", o => o.SupportTransforms = [new HorizontalFlip()]);
        Fails("QueryTransforms", o => o.QueryTransforms = [new HorizontalFlip()]);
        Fails("square images", o => o.Augmentation = Augmentation.RandomRotations);
    }

    private static ExampleSet Images() => TinyExamples.Create([6, 5, 9], [1, 4, 4]);

    private static EpisodeLoader Loader(ExampleSet set, EpisodeAugmentation augmentation) =>
        new(set, EpisodeSampling.Fixed, s_shape, seed: 1, augmentation);

    private sealed class Add(float what) : ImageTransform
    {
        public override void Apply(Span<float> image, ImageSize size, Random random)
        {
            foreach (ref var value in image)
                value += what;
        }
    }

    private sealed class Double : ImageTransform
    {
        public override void Apply(Span<float> image, ImageSize size, Random random)
        {
            foreach (ref var value in image)
                value *= 2;
        }
    }

    private sealed class Noise : ImageTransform
    {
        public override void Apply(Span<float> image, ImageSize size, Random random) => image.Fill(random.NextSingle());
    }
}
