using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class BackboneTests
{
    private static readonly Dictionary<string, (Backbone Backbone, int Embedding, long Scalars)> s_backbones = new()
    {
        ["Mlp"] = (new Mlp(1), 40, 1 * 40 + 40 + 40 * 40 + 40),
        ["Mlp, normalized"] = (new Mlp(5, [7, 6, 4], normalize: true), 4, 5 * 7 + 7 * 6 + 6 * 4 + 3 * (7 + 6 + 4)),
        ["Conv4 28"] = (new Conv4(1, 28, 28), 64, 9 * 64 + 3 * 9 * 64 * 64 + 8 * 64),
        ["Conv4 84"] = (new Conv4(3, 84, 84, filters: 8), 8 * 5 * 5, 9 * 3 * 8 + 3 * 9 * 8 * 8 + 8 * 8),
        ["Conv4 16x40"] = (new Conv4(1, 16, 40, filters: 2), 2 * 1 * 2, 9 * 2 + 3 * 9 * 2 * 2 + 8 * 2),
        ["Conv4 strided"] = (new Conv4(1, 28, 28, downsampling: Downsampling.Strided), 64, 9 * 64 + 3 * 9 * 64 * 64 + 8 * 64),
        ["Conv4, two pooled"] = (new Conv4(1, 28, 31, filters: 2, pooledBlocks: 2), 2 * 7 * 7, 9 * 2 + 3 * 9 * 2 * 2 + 8 * 2),
        ["Conv4, none pooled"] = (new Conv4(1, 2, 3, filters: 2, pooledBlocks: 0), 2 * 2 * 3, 9 * 2 + 3 * 9 * 2 * 2 + 8 * 2),
        ["ResNet12"] = (
            new ResNet12(3, 84, 84),
            512,
            3 * 9 * 64 + 3 * 64 + 9 * (64 * (64 + 64 + 128) + 128 * (128 + 128 + 256) + 256 * (256 + 256 + 512) + 512 * (512 + 512))
            + 64 * 128 + 128 * 256 + 256 * 512 + 8 * (64 + 128 + 256 + 512)),
        ["ResNet12, tiny"] = (
            new ResNet12(1, 17, 30, [2, 3, 4, 5]),
            5,
            9 * (2 + 4 + 4 + 6 + 9 + 9 + 12 + 16 + 16 + 20 + 25 + 25) + 2 + 6 + 12 + 20 + 8 * (2 + 3 + 4 + 5)),
        // 11,689,512 parameters less the last layer's 512 * 1000 + 1000, as published.
        ["ResNet18"] = (new ResNet18(3, 84, 84), 512, 11_689_512 - 513_000),
        ["ResNet18, small stem"] = (new ResNet18(1, 12, 9, [2, 2, 3, 4], blocksPerStage: 1, ResNetStem.Small), 4,
            9 * (2 + 4 + 4 + 4 + 4 + 6 + 9 + 12 + 16) + 4 + 6 + 12 + 2 * (2 + 2 * 2 + 3 * (2 + 3 + 4))),
        // 12.4 million, as published.
        ["ResNet12, wide"] = (ResNet12.Wide(3, 16, 16), 640, 12_424_320),
        ["ResNet18, wide"] = (ResNet18.Wide(3, 16, 16, stem: ResNetStem.Small), 640, 17_338_624),
        ["ResNet18, one block per stage"] = (new ResNet18(3, 16, 16, blocksPerStage: 1, stem: ResNetStem.Small), 512, 4_898_112),
        ["Identity"] = (new Identity(7), 7, 1),
        ["Conv4 strided, tiny"] = (new Conv4(2, 3, 5, filters: 3, Downsampling.Strided), 3, 9 * 2 * 3 + 3 * 9 * 3 * 3 + 8 * 3),
    };

    private static IEnumerable<object[]> Names => s_backbones.Keys.Select(name => new object[] { name });

    private static IEnumerable<object[]> SmallNames =>
        s_backbones.Where(b => b.Value.Scalars < 10_000_000).Select(b => new object[] { b.Key });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EmbeddingsHaveThePromisedSize(string name)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var (backbone, embedding, scalars) = s_backbones[name];
        var parameters = backbone.Initialize(generator);
        Assert.AreEqual(embedding, backbone.EmbeddingSize);
        Assert.AreEqual(embedding, (int)backbone.FeatureMapShape.Aggregate((a, b) => a * b));
        Assert.AreEqual(scalars, parameters.ScalarCount);
        Assert.AreEqual(backbone.InputSize, (int)backbone.InputShape.Aggregate((a, b) => a * b));
        var x = randn([3, .. backbone.InputShape], generator: generator);
        CollectionAssert.AreEqual(new long[] { 3, embedding }, backbone.Forward(parameters, x, Normalizer.Batch).shape);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ArchitectureSurvivesSaveAndLoad(string name)
    {
        using var scope = NewDisposeScope();
        var backbone = s_backbones[name].Backbone;
        var again = Backbone.Load(Saved(backbone));
        Assert.AreEqual(backbone.GetType(), again.GetType());
        Assert.AreEqual(backbone.ToString(), again.ToString());
        CollectionAssert.AreEqual(backbone.InputShape.ToArray(), again.InputShape.ToArray());
        using var generator = new Generator(1);
        var x = randn([3, .. backbone.InputShape], generator: generator);
        var parameters = backbone.Initialize(generator);
        Assert.IsTrue(TensorAssert.SameBits(
            backbone.Forward(parameters, x, Normalizer.Batch), again.Forward(parameters, x, Normalizer.Batch)));
    }

    [TestMethod]
    [DynamicData(nameof(SmallNames))]
    public void InitialParametersAreAFunctionOfTheSeed(string name)
    {
        using var scope = NewDisposeScope();
        ParameterSet Initialize(ulong seed)
        {
            using var generator = new Generator(seed);
            return s_backbones[name].Backbone.Initialize(generator);
        }

        Assert.IsTrue(TensorAssert.SameBits(Initialize(1), Initialize(1)));
        Assert.AreEqual(name == "Identity", TensorAssert.SameBits(Initialize(1), Initialize(2)), "All but the identity start at random.");
        Assert.IsTrue(Initialize(1).Tensors.All(t => t.dtype == ScalarType.Float32 && t.device_type == DeviceType.CPU));
    }

    [TestMethod]
    public void XavierUniformFillsItsBound()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var values = TensorAssert.Values(Backbone.XavierUniform(generator, 30, 20, 3, 3));
        var bound = Math.Sqrt(6.0 / ((30 + 20) * 9));
        Assert.IsTrue(values.All(v => Math.Abs(v) <= bound * 1.0001));
        Assert.AreEqual(bound, values.Max(), bound * 0.01);
        Assert.AreEqual(-bound, values.Min(), bound * 0.01);
        Assert.AreEqual(bound / Math.Sqrt(3), Math.Sqrt(values.Average(v => v * v)), bound * 0.02);
    }

    [TestMethod]
    public void UnknownKindIsAFormatErrorThatNamesIt()
    {
        using var stream = new MemoryStream();
        new BinaryWriter(stream).Write("NoSuchNetwork");
        stream.Position = 0;
        StringAssert.Contains(
            Assert.ThrowsExactly<FormatException>(() => Backbone.Load(new BinaryReader(stream))).Message, "'NoSuchNetwork'");
    }

    [TestMethod]
    public void KindsThatExistCannotBeRegisteredAgain() =>
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => Backbone.RegisterKind("Conv4", _ => new Mlp(1))).Message, "'Conv4'");

    [TestMethod]
    public void ImpossibleSizesAreRejected()
    {
        foreach (Func<Backbone> create in new Func<Backbone>[]
        {
            () => new Mlp(0), () => new Mlp(1, []), () => new Mlp(1, [4, 0]),
            () => new Conv4(0, 28, 28), () => new Conv4(1, 15, 28), () => new Conv4(1, 28, 15), () => new Conv4(
                1, 28, 28, 0), () => new Conv4(1, 0, 5, 4, Downsampling.Strided),
            () => new Conv4(1, 28, 28, pooledBlocks: 5), () => new Conv4(1, 28, 28, pooledBlocks: -1), () =>
                new Conv4(1, 3, 28, pooledBlocks: 2), () => new Conv4(1, 28, 28, 4, Downsampling.Strided, pooledBlocks: 2),
            () => new ResNet12(0, 28, 28), () => new ResNet12(1, 15, 28), () => new ResNet12(1, 28, 28, [64]), () =>
                new ResNet12(1, 28, 28, [4, 4, 0, 4]),
            () => new ResNet18(1, 0, 28), () => new ResNet18(1, 28, 28, [64]), () => new ResNet18(
                1, 28, 28, [4, 4, 0, 4]), () => new ResNet18(1, 28, 28, blocksPerStage: 0),
            () => new ResNet18(1, 28, 28, stem: (ResNetStem)7), () => new Identity(0),
        })
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => create());
    }

    [TestMethod]
    public void NarrowedHeadGivesTheFirstOutputsAlone()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var body = new ParameterSet([("body", ones(1))]);
        var parameters = body.Combine(new LinearHead(4, 5).Initialize(generator));
        var x = randn([3, 4], generator: generator);
        var narrow = LinearHead.Narrow(parameters, 2);
        CollectionAssert.AreEqual(parameters.Names.ToArray(), narrow.Names.ToArray());
        TensorAssert.Close(LinearHead.Forward(parameters, x).narrow(1, 0, 2), LinearHead.Forward(narrow, x), 1e-6, "outputs");
        Assert.AreSame(parameters, LinearHead.Narrow(parameters, 5));
    }

    private static BinaryReader Saved(Backbone backbone)
    {
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            backbone.Save(writer);
        stream.Position = 0;
        return new BinaryReader(stream);
    }
}
