using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>A backbone of the user's own, written against the public surface alone.</summary>
[TestClass]
public class UserBackboneTests
{
    [ClassInitialize]
    public static void Register(TestContext _) =>
        Backbone.RegisterKind(TanhNetwork.KindName, reader => new TanhNetwork(reader.ReadInt32()));

    [TestMethod]
    public void TrainsByMaml()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(new TanhNetwork(12), innerLearningRate: 0.5);
        var initial = TinyLearners.Initialize(learner, seed: 1);
        var losses = new List<double>();
        var result = new MetaTrainer(learner, new TinyLoop { MetaSteps = 60, MetaBatchSize = 4 })
            .Train(initial, TinyLearners.Episodes(learner, seed: 2), progress: new SynchronousProgress(m => losses.Add(m.Loss)));
        using var trained = result.Parameters;
        Assert.IsTrue(
            losses.TakeLast(10).Average() < 0.7 * losses.Take(10).Average(),
            $"{losses.Take(10).Average()} to {losses.TakeLast(10).Average()}");
    }

    [TestMethod]
    public void LoadsOnceItsKindIsRegistered()
    {
        using var stream = new MemoryStream();
        new TanhNetwork(9).Save(new BinaryWriter(stream));
        stream.Position = 0;
        Assert.AreEqual(9, ((TanhNetwork)Backbone.Load(new BinaryReader(stream))).EmbeddingSize);
    }

    internal sealed class TanhNetwork(int width) : Backbone
    {
        public const string KindName = "TanhNetwork";

        public override string Kind => KindName;

        public override IReadOnlyList<long> InputShape => [6];

        public override int EmbeddingSize => width;

        public override ParameterSet Initialize(Generator generator) => new(
        [
            ("w", XavierUniform(generator, width, 6)), ("gain", ones(width)), ("bias", zeros(width)),
        ]);

        public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer) =>
            normalizer.Normalize("only", F.linear(x, parameters["w"]), parameters["gain"], parameters["bias"]).tanh();

        public override void WriteArchitecture(BinaryWriter writer) => writer.Write(width);
    }
}
