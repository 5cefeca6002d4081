using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class ResNet18Tests
{
    [TestMethod]
    public void EmbeddingsAreThoseOfThePaperInPlainTorch()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var backbone = new ResNet18(3, 40, 33, [2, 3, 4, 5]);
        var p = backbone.Initialize(generator).To(ScalarType.Float64);
        var x = randn([4, 3, 40, 33], dtype: ScalarType.Float64, generator: generator);
        Tensor Layer(string name, Tensor input, int stride, int padding)
        {
            var y = F.conv2d(input, p[name + ".weight"], strides: [stride, stride], padding: [padding, padding]);
            var (variance, mean) = var_mean(y, [0, 2, 3], unbiased: false, keepdim: true);
            return (y - mean) / variance.Plus(1e-5).sqrt();
        }
        var expected = F.max_pool2d(Layer("stem", x, 2, 3).relu(), 3, 2, 1);
        CollectionAssert.AreEqual(new long[] { 4, 2, 10, 9 }, expected.shape);
        for (var stage = 0; stage < 4; stage++)
        {
            for (var block = 0; block < 2; block++)
            {
                var (name, stride) = ($"stage{stage}.block{block}", stage > 0 && block == 0 ? 2 : 1);
                var y = Layer(name + ".conv1", Layer(name + ".conv0", expected, stride, 1).relu(), 1, 1);
                expected = y.Plus(stride == 2 ? Layer(name + ".shortcut", expected, 2, 0) : expected).relu();
            }
        }
        CollectionAssert.AreEqual(new long[] { 4, 5, 2, 2 }, expected.shape);
        TensorAssert.Close(expected.mean([2, 3]), backbone.Forward(p, x, Normalizer.Batch), 1e-10, "embeddings");
        Assert.AreEqual(p.Count, p.Names.Count(n => n.Split('.')[^1] is "weight" or "gain" or "bias"));
    }

    [TestMethod]
    public void ACenteredNetworkSubtractsItsMeanImage()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var backbone = new ResNet18(3, 20, 24, [2, 3, 4, 5], stem: ResNetStem.Small, centered: true);
        var initial = backbone.Initialize(generator);
        Assert.AreEqual("input.mean", initial.Names[0]);
        var (x, mean) = (rand([4, 3, 20, 24], generator: generator), rand([3, 20, 24], generator: generator));
        var plain = new ResNet18(3, 20, 24, [2, 3, 4, 5], stem: ResNetStem.Small);
        Assert.IsTrue(TensorAssert.SameBits(
            plain.Forward(initial, x, Normalizer.Layer), backbone.Forward(initial, x, Normalizer.Layer)), "The mean begins as zero.");
        var centered = initial.Combine(new ParameterSet([("input.mean", mean)]));
        Assert.IsTrue(TensorAssert.SameBits(
            plain.Forward(initial, x - mean, Normalizer.Layer), backbone.Forward(centered, x, Normalizer.Layer)));
        Assert.IsNull(TapeNetworks.TryCreate(backbone, Normalization.SupportStatistics, TaskKind.Classification));
    }

    [TestMethod]
    [DataRow(ResNetStem.Large, false, null, new byte[] { 0 })]
    [DataRow(ResNetStem.Small, false, null, new byte[] { 1 })]
    [DataRow(ResNetStem.Large, true, null, new byte[] { 128 })]
    [DataRow(ResNetStem.Small, true, 3, new byte[] { 193, 3, 0, 0, 0 })]
    public void TheArchitectureOfAFileEndsInTheStem(ResNetStem stem, bool centered, int? blocksInLastStage, byte[] end)
    {
        var backbone = new ResNet18(3, 20, 24, [2, 3, 4, 5], 2, stem, centered, blocksInLastStage);
        using var stream = new MemoryStream();
        backbone.Save(new BinaryWriter(stream));
        CollectionAssert.AreEqual(end, stream.ToArray()[^end.Length..]);
        stream.Position = 0;
        Assert.AreEqual(backbone.ToString(), Backbone.Load(new BinaryReader(stream)).ToString());
    }

    [TestMethod]
    public void TapeRunsTheSmallStemAlone()
    {
        Assert.IsNotNull(TapeNetworks.TryCreate(
            new ResNet18(3, 16, 16, stem: ResNetStem.Small), Normalization.SupportStatistics, TaskKind.Classification));
        Assert.IsNull(TapeNetworks.TryCreate(new ResNet18(3, 16, 16), Normalization.SupportStatistics, TaskKind.Classification));
    }

    [TestMethod]
    public void WeightsStartByTheNormalInitializationOfHe()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var weight = TensorAssert.Values(new ResNet18(3, 16, 16).Initialize(generator)["stage0.block0.conv0.weight"]);
        Assert.AreEqual(2.0 / (64 * 9), weight.Average(w => w * w), 0.02 * 2 / (64 * 9));
    }
}
