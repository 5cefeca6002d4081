using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Evaluation;

[TestClass]
public sealed class ClassOutcomesTests
{
    [TestMethod]
    public void RatesAreByTheTimesThatBothClassesWereThere()
    {
        QueryOutcome[] outcomes =
        [
            // Episode 0 holds classes 0 and 1, episode 1 classes 0 and 2.
            new(0, Row: 10, TrueClass: 0, PredictedClass: 1, 0.9),
            new(0, Row: 11, TrueClass: 0, PredictedClass: 0, 0.9),
            new(0, Row: 12, TrueClass: 1, PredictedClass: 1, 0.9),
            new(1, Row: 10, TrueClass: 0, PredictedClass: 2, 0.9),
            new(1, Row: 11, TrueClass: 0, PredictedClass: 2, 0.9),
            new(1, Row: 20, TrueClass: 2, PredictedClass: 0, 0.9),
        ];
        var classes = new ClassOutcomes(outcomes);
        CollectionAssert.AreEqual(new[] { 2, 0, 1 }, classes.HardestFirst.ToArray());
        Assert.AreEqual(0.25, classes.Accuracy(0));
        Assert.AreEqual(0.5, classes.Rate(0, 1));
        Assert.AreEqual(1.0, classes.Rate(0, 2));
        Assert.AreEqual(2, classes.Chances(0, 1));
        Assert.AreEqual(0.0, classes.Rate(1, 0));
        Assert.IsNull(classes.Rate(1, 2));
        CollectionAssert.AreEqual(new[] { 2, 1 }, classes.TakenFor(0).ToArray());
        Assert.AreEqual(0, classes.TakenFor(1).Count);
    }

    [TestMethod]
    public void OutcomesAreOfTheRowsThatWereJudged()
    {
        using var examples = TinyExamples.Create([8, 8, 8, 8, 8], [1]);
        var loader = new EpisodeLoader(examples, new EpisodeShape(Ways: 3, Shots: 2, QueryShots: 2), seed: 7);
        // Of each episode the first query example is right, and all others are taken for the first class.
        var judgements = Enumerable.Range(0, 4).Select(_ => new Judgement(
            new long[6], [0.5, 0.6, 0.7, 0.8, 0.9, 1], [1, 1, 0, 0, 0, 0], 0.1)).ToArray();
        var outcomes = QueryOutcome.Of(judgements, loader, examples).ToArray();
        Assert.AreEqual(4 * 6, outcomes.Length);
        foreach (var episode in outcomes.GroupBy(o => o.Episode))
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            var rows = loader.Load(episode.Key).Query.Inputs.cpu().data<float>().ToArray().Select(v => (int)v).ToArray();
            CollectionAssert.AreEqual(rows, episode.Select(o => o.Row).ToArray());
            Assert.IsTrue(episode.All(o => examples.Classes[o.TrueClass].Contains(o.Row) && o.PredictedClass == episode.First().TrueClass));
            CollectionAssert.AreEqual(new[] { true, true, false, false, false, false }, episode.Select(o => o.IsHit).ToArray());
            CollectionAssert.AreEqual(new[] { 0.5, 0.6, 0.7, 0.8, 0.9, 1 }, episode.Select(o => o.Confidence).ToArray());
        }
    }
}
