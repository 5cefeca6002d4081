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

    [TestMethod]
    [TestCategory("Slow")]
    [DataRow(SentenceModel.MiniLM, 0.94, 0.985)]
    [DataRow(SentenceModel.ArcticXs, 0.85, 0.95)]
    public void NearestPrototypesClassifyIntents(SentenceModel model, double oneShot, double fiveShot)
    {
        var split = Split();
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

    // The figures in docs/concepts/few-shot.md: five intents of domains that were held out.
    [TestMethod]
    [TestCategory("Slow")]
    [DataRow(1, 1000, 0.94)]
    [DataRow(5, 200, 0.985)]
    public void FewShotClassifiesIntents(int shots, int episodes, double floor)
    {
        var rows = _mlContext.MetaLearning().EmbedSentences("Features").Fit(Split().MetaTest).Transform(Split().MetaTest);
        using var model = _mlContext.MetaLearning().FewShot(nameof(Sentence.Intent)).ToMetaModel(rows.Schema);
        var metrics = _mlContext.MetaLearning().Evaluate(model, rows, new(Ways: 5, Shots: shots, QueryShots: 15, Episodes: episodes));
        TestContext.WriteLine($"{metrics}");
        Assert.IsGreaterThan(floor, metrics.Inductive.Accuracy, metrics.ToString());
    }

    // The pool of the figures in docs/concepts/text.md: of each intent 20 sentences of its part "train", which has 100, and 10 of "test".
    private ClassSplit Split()
    {
        var pool = ClincSentences.All().GroupBy(s => s.Intent).SelectMany(intent => intent.Take(20).Concat(intent.Skip(120).Take(10)));
        string[] domains = [.. Clinc150.HeldOutDomains, "meta"];
        return IntentFewShot.IntentFewShot.SplitByDomain(_mlContext, [.. pool.Where(s => domains.Contains(s.Domain))]);
    }
}
