using System.Linq;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class MetaLearnedModelTests
{
    [TestMethod]
    public void LogitsAreTheMeanOfThoseOfTheMembers()
    {
        using var scope = NewDisposeScope();
        var member = TinyLearners.Maml(TinyLearners.Conv(), steps: 2);
        var members = new ulong[] { 1, 2, 3 }.Select(seed => TinyLearners.Initialize(member, seed)).ToArray();
        var episode = TinyLearners.Episodes(member, seed: 2).Load(0);
        var ensemble = MetaLearnedModel.Of(member, members).Adapt(episode.Support);
        var expected = members.Select(m => member.Adapt(m, episode.Support)
            .Predict(episode.Query.Inputs)).Aggregate((a, b) => a.Plus(b)).Over(members.Length);
        TensorAssert.Close(expected, ensemble.Predict(episode.Query.Inputs), 1e-6, "logits");
    }

    [TestMethod]
    public void TheBestValidationsAreKeptAndTheMetricsSaySo()
    {
        var mlContext = new MLContext(seed: 1);
        var model = TinyModels.Classifier(mlContext, o => (
            o.OuterLoop.MetaSteps,
            o.OuterLoop.EnsembleSize,
            o.OuterLoop.ValidationInterval,
            o.OuterLoop.ValidationEpisodes,
            o.ValidationSet) =
            (6, 3, 1, 10, Blobs.Create(mlContext, i => $"other {i}")));
        Assert.AreEqual(3, model.Models);
        var weights = Enumerable.Range(0, 3).Select(i => model.Parameters[i == 0
            ? LinearHead.Weight
            : $"model{i}.{LinearHead.Weight}"]).ToArray();
        Assert.IsFalse(
            TensorAssert.SameBits(weights[0], weights[1]) || TensorAssert.SameBits(weights[1], weights[2]), "Three different models.");
        var metrics = mlContext.MetaLearning().Evaluate(model, Blobs.Create(mlContext, i => $"test {i}"), new(QueryShots: 2, Episodes: 5));
        Assert.AreEqual(3, metrics.Models);
        StringAssert.Contains(metrics.ToString(), "ensemble of 3 models");
    }
}
