using System;
using System.Linq;
using IntentFewShot;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Text;

/// <summary>Intents of CLINC150 in domains that were held out, from embeddings alone.</summary>
[TestClass]
public sealed class SentenceFewShotTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public required TestContext TestContext { get; init; }

    // The pool of the figures in docs/concepts/text.md: of each intent 20 sentences of its part "train", which has 100, and 10 of "test".
    [TestMethod]
    [TestCategory("Slow")]
    [DataRow(SentenceModel.MiniLM, 0.94, 0.985)]
    [DataRow(SentenceModel.ArcticXs, 0.85, 0.95)]
    public void NearestPrototypesClassifyIntents(SentenceModel model, double oneShot, double fiveShot)
    {
        var pool = ClincSentences.All().GroupBy(s => s.Intent).SelectMany(intent => intent.Take(20).Concat(intent.Skip(120).Take(10)));
        string[] domains = [.. Clinc150.HeldOutDomains, "meta"];
        var split = IntentFewShot.IntentFewShot.SplitByDomain(_mlContext, [.. pool.Where(s => domains.Contains(s.Domain))]);
        var metaModel = _mlContext.MetaLearning().EmbedSentences("Features", model: model)
            .Append(_mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
            {
                LabelColumnName = nameof(Sentence.Intent),
                Backbone = new Identity(384),
                Distance = PrototypeDistance.Cosine,
                Ways = 5,
                QueryShots = 5,
                OuterLoop = { MetaSteps = 1 },
            }))
            .Fit(split.MetaTrain);
        foreach (var (shots, floor) in new[] { (1, oneShot), (5, fiveShot) })
        {
            var metrics = _mlContext.MetaLearning()
                .Evaluate(metaModel, split.MetaTest, new(Ways: 5, Shots: shots, QueryShots: 15, Episodes: 3000));
            TestContext.WriteLine($"{model}: {metrics}");
            Assert.IsGreaterThan(floor, metrics.Inductive.Accuracy, metrics.ToString());
        }
    }
}
