using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>
/// An ordinary folder has few classes with few rows: what does not fit is said at once and before any work, with the numbers that would.
/// </summary>
[TestClass]
public sealed class SmallDataTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private MetaLearningCatalog Catalog => _mlContext.MetaLearning();

    [TestMethod]
    public void ASplitNamesAllThatIsShortInAllOfItsParts()
    {
        var split = Catalog.SplitByClass(Blobs.Create(_mlContext, classes: 12, rows: 8), validationFraction: 0.25, testFraction: 0.2);
        var error = ErrorAssert.Throws<ArgumentOutOfRangeException>(() => split.RequireEpisodes(ways: 5, shots: 1, queryShots: 15),
            "of the training part class 'class ",
            "has 8 rows",
            "but an episode needs 16: 1 shots and 15 query shots. QueryShots of at most 7 suits all",
            "5-way episodes need at least 5 classes, but the validation part has 3: ",
            "5-way episodes need at least 5 classes, but the test part has 2: ");
        Assert.AreEqual(
            5, error.Message.Split(Environment.NewLine).Count(line => line.EndsWith('.') || line.EndsWith(')')), "A line for each lack.");
        Assert.AreSame(split, split.RequireEpisodes(ways: 2, shots: 1, queryShots: 7));
    }

    [TestMethod]
    public void APartWithoutClassesIsNotWanted() =>
        Catalog.SplitByClass(Blobs.Create(_mlContext, classes: 4, rows: 8), validationFraction: 0, testFraction: 0.5)
            .RequireEpisodes(ways: 2, shots: 1, queryShots: 7);

    [TestMethod]
    public void TrainingNamesWhatIsShortInTrainingAndValidation()
    {
        var training = Catalog.Maml(TinyModels.ClassifierOptions(o =>
            (o.QueryShots, o.ValidationSet) = (15, Blobs.Create(_mlContext, i => $"other {i}", classes: 2))));
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => training.Fit(Blobs.Create(_mlContext)),
            "of the training set class 'class 0' has 8 rows",
            "3-way episodes need at least 3 classes, but the validation set has 2: other 0, other 1.",
            "of the validation set class 'other 0' has 8 rows");
    }

    [TestMethod]
    public void EvaluationTakesTheQueryShotsOfTraining()
    {
        var (model, unseen) = (TinyModels.Classifier(_mlContext), Blobs.Create(_mlContext, i => $"unseen {i}", rows: 3));
        Assert.AreEqual(2, Catalog.Evaluate(model, unseen, new(Episodes: 2)).QueryShots);
        Assert.AreEqual(2, Catalog.EvaluateGrid(model, unseen, protocol: new(Episodes: 2)).Cells.Single().QueryShots);
        Assert.AreEqual(
            2,
            Catalog.SelectBest(new Dictionary<string, ITransformer> { ["one"] = model }, unseen, new(Episodes: 2)).Best.Metrics.QueryShots);
    }

    [TestMethod]
    public void InformationOnProgressComesOnceASecondAtMost()
    {
        var lines = 0;
        _mlContext.Log += (_, e) => lines += e.Kind == ChannelMessageKind.Info
            && e.RawMessage.StartsWith("meta-step", StringComparison.Ordinal) ? 1 : 0;
        TinyModels.Classifier(_mlContext, o => o.OuterLoop.MetaSteps = 5);
        Assert.IsTrue(lines is >= 2 and <= 5, $"The first and the last meta-step at least, but {lines} lines.");
        lines = 0;
        TinyModels.Classifier(_mlContext, o => (o.OuterLoop.MetaSteps, o.OuterLoop.TimeLimit) = (int.MaxValue, TimeSpan.FromSeconds(1.2)));
        Assert.IsTrue(lines is 2 or 3, $"{lines} lines in 1.2 seconds.");
    }

    [TestMethod]
    public void AnUnevenSupportSetIsWarnedOfAndCanBeBalanced()
    {
        var log = new RecordedLog(_mlContext);
        var model = TinyModels.TrainedClassifier(_mlContext);
        var rows = Blobs.Rows(Blobs.Name, classes: 3, rows: 60).GroupBy(r => r.Label).SelectMany((c, i) => c.Take(i == 0
            ? 50
            : 1)).ToArray();
        var support = _mlContext.Data.LoadFromEnumerable(rows);
        using var plain = Catalog.Adapt(model, support, keepSupport: true);
        Assert.IsTrue(
            log.Warnings.Any(w => w.Contains("class 'class 0' has 50 support rows, but class 'class 1' has 1")
                && w.Contains("balanceClasses: true")),
            string.Join("|", log.Warnings));

        var before = log.Warnings.Count;
        using var balanced = Catalog.Adapt(model, support, keepSupport: true, balanceClasses: true);
        Assert.AreEqual(before, log.Warnings.Count);

        // A support set in which each class has as many rows as the largest gives the same parameters.
        var repeated = rows.GroupBy(r => r.Label).SelectMany(c => Enumerable.Range(0, 50)
            .Select(i => c.ElementAt(i % c.Count()))).ToArray();
        using var expected = Catalog.Adapt(model, _mlContext.Data.LoadFromEnumerable(repeated));
        Assert.IsTrue(TensorAssert.SameBits(Last(expected).Parameters, Last(balanced).Parameters));
        Assert.IsFalse(TensorAssert.SameBits(Last(plain).Parameters, Last(balanced).Parameters));

        // The file and a later change keep to it.
        using var stream = new MemoryStream();
        _mlContext.Model.Save(balanced, support.Schema, stream);
        using var loaded = (TransformerChain<ITransformer>)_mlContext.Model.Load(stream, out _);
        var more = _mlContext.Data.LoadFromEnumerable(Blobs.Rows(Blobs.Name, classes: 2, rows: 2, seed: 5));
        using var readapted = Catalog.Readapt(loaded, more);
        using var same = Catalog.Readapt(balanced, more);
        using var unlike = Catalog.Readapt(plain, more);
        Assert.IsTrue(TensorAssert.SameBits(Last(same).Parameters, Last(readapted).Parameters));
        Assert.IsFalse(TensorAssert.SameBits(Last(unlike).Parameters, Last(readapted).Parameters));
    }

    [TestMethod]
    public void ARegressorHasNoClassesToBalance() => ErrorAssert.Throws<ArgumentException>(
        () => Catalog.Adapt(TinyModels.Regressor(_mlContext), Catalog.LoadSinusoids(1, 4), balanceClasses: true), "balanceClasses");

    private static FewShotClassificationTransformer Last(TransformerChain<ITransformer> chain) =>
        (FewShotClassificationTransformer)chain.LastTransformer;
}
