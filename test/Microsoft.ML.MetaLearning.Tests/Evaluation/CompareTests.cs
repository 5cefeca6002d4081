using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Evaluation;

[TestClass]
public sealed class CompareTests
{
    private const int Episodes = 12;
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void ALearnerAgainstItselfDiffersByNothing()
    {
        var (one, other) = (Pipeline(Maml()).Fit(Train()), Pipeline(Maml()).Fit(Train()));
        var comparison = _mlContext.MetaLearning()
            .Compare(
                Test(),
                new Dictionary<string, ITransformer> { ["one"] = one, ["itself"] = one, ["other"] = other },
                new(Ways: 3, QueryShots: 4, Episodes: Episodes));
        var result = comparison.Protocols.Single();
        Assert.AreEqual(new PairedDifference("one", "itself", 0, 0), result.Difference("one", "itself"));
        Assert.AreEqual(
            result["one"].Metrics.Accuracy - result["other"].Metrics.Accuracy, result.Difference("one", "other").Difference, 1e-12);
        Assert.IsNull(result.Winner);
    }

    [TestMethod]
    public void TheEpisodesAreThoseOfEvaluate()
    {
        using var model = Maml().Fit(Train());
        var comparison = _mlContext.MetaLearning()
            .Compare(
                Test(),
                new Dictionary<string, ITransformer> { ["one"] = model, ["other"] = model },
                new(Ways: 3, Shots: 2, QueryShots: 4, Episodes: Episodes, Seed: 7));
        var expected = _mlContext.MetaLearning()
            .Evaluate(model, Test(), new(Ways: 3, Shots: 2, QueryShots: 4, Episodes: Episodes, Seed: 7));
        var actual = comparison.Protocols.Single()["one"].Metrics;
        CollectionAssert.AreEqual(expected.Inductive.Accuracies.ToArray(), actual.Inductive.Accuracies.ToArray());
        Assert.AreEqual(expected.ToString(), actual.ToString());
    }

    [TestMethod]
    public void UntrainedPipelinesAreTrainedAndHandedOut()
    {
        var comparison = _mlContext.MetaLearning().Compare(
            Train(),
            Test(),
            new Dictionary<string, IEstimator<ITransformer>> { ["MAML"] = Pipeline(Maml()), ["ProtoNet"] = ProtoNet() },
            new(Ways: 3, QueryShots: 4, Episodes: Episodes));
        CollectionAssert.AreEqual(new[] { "MAML", "ProtoNet" }, comparison.Learners.Select(l => l.Name).ToArray());
        foreach (var learner in comparison.Learners)
        {
            Assert.IsTrue(learner.TrainingTime > TimeSpan.Zero);
            using var file = new MemoryStream();
            _mlContext.Model.Save(learner.Model, Train().Schema, file);
            Assert.AreEqual(file.Length, learner.ModelBytes);
            _mlContext.MetaLearning().Adapt(learner.Model, Blobs.Create(_mlContext, classes: 3));
        }
        Assert.AreEqual("tape, second order", comparison["MAML"].GradientPath);
        Assert.IsTrue(comparison.Protocols.Single().Learners.All(l => l.AdaptationTime > TimeSpan.Zero));
        StringAssert.Contains(comparison.ToString(), "3-way 1-shot, 4 query shots, 12 episodes");
    }

    [TestMethod]
    public void TrainedAndUntrainedLearnersMeetUnderSeveralProtocols()
    {
        using var trained = ProtoNet().Fit(Train());
        var comparison = _mlContext.MetaLearning().Compare(
            Test(), [new("MAML", Maml()), new("ProtoNet", trained)], [new(2, 1, 4, Episodes), new(3, 2, 4, Episodes)], Train());
        Assert.AreSame(trained, comparison["ProtoNet"].Model);
        Assert.IsNull(comparison["ProtoNet"].TrainingTime);
        Assert.IsNotNull(comparison["MAML"].TrainingTime);
        CollectionAssert.AreEqual(
            new[] { $"2-way 1-shot, 4 query shots, {Episodes} episodes", $"3-way 2-shot, 4 query shots, {Episodes} episodes" },
            comparison.Protocols.Select(p => $"{p.Protocol}").ToArray());
        Assert.AreEqual((3, 2), (comparison.Protocols[1]["MAML"].Metrics.Ways, comparison.Protocols[1]["MAML"].Metrics.Shots));
        Assert.AreEqual(2, comparison.ToString().Split("query shots").Length - 1);
    }

    [TestMethod]
    public void PipelinesMayOrderClassesInWaysOfTheirOwn()
    {
        // The first rows are of class 3, 2, 1, 0; keys by value are in alphabetical order.
        var test = Blobs.Create(_mlContext, i => $"class {3 - i}", rows: 20);
        using var model = Maml().Fit(Train());
        var keys = _mlContext.Transforms.Conversion.MapValueToKey(
            "Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(test);
        var comparison = _mlContext.MetaLearning()
            .Compare(
                test,
                new Dictionary<string, ITransformer> { ["text"] = model, ["keys"] = keys.Append(model) },
                new(Ways: 3, QueryShots: 4, Episodes: Episodes));
        Assert.AreEqual(new PairedDifference("text", "keys", 0, 0), comparison.Protocols.Single().Differences.Single());
    }

    [TestMethod]
    public void APipelineThatChangesLabelsIsNamed()
    {
        using var model = Maml().Fit(Train());
        var test = _mlContext.Data.LoadFromEnumerable(Blobs.Rows(Blobs.Name, rows: 20).Select(row =>
            new MergedRow { Label = row.Label, Merged = row.Label == "class 3" ? "class 2" : row.Label, Features = row.Features }));
        var merged = _mlContext.Transforms.CopyColumns("Label", nameof(MergedRow.Merged)).Fit(test).Append(model);
        ErrorAssert.Throws<ArgumentException>(
            () => Compare(test, ("plain", model), ("merged", merged)),
            "learner 'merged' reads other rows of metaTest than 'plain' does",
            "class 'class 2' has 40 rows");
        ErrorAssert.Throws<ArgumentException>(
            () => Compare(test, ("merged", merged), ("plain", model)), "learner 'plain' reads other rows", "class 'class 2' has 20 rows");
    }

    [TestMethod]
    public void WhatIsWrongIsSaidBeforeAnyTraining()
    {
        var catalog = _mlContext.MetaLearning();
        var touched = new Untouched();
        IReadOnlyDictionary<string, IEstimator<ITransformer>> With(IEstimator<ITransformer> second) =>
            new Dictionary<string, IEstimator<ITransformer>> { ["untouched"] = touched, ["second"] = second };
        var fine = With(ProtoNet());

        ErrorAssert.Throws<ArgumentException>(
            () => catalog.Compare(Train(), Test(), new Dictionary<string, IEstimator<ITransformer>> { ["only"] = touched }),
            "at least 2 learners, but 1 is given");
        ErrorAssert.Throws<ArgumentException>(() => new LearnerCandidate("", touched), "name must not be empty");
        ErrorAssert.Throws<ArgumentException>(
            () => catalog.Compare(Test(), [new("a", touched), new("a", ProtoNet())], [new(3, 1)], Train()), "'a' is given more than once");
        ErrorAssert.Throws<ArgumentException>(
            () => catalog.Compare(Test(), [new("a", touched), new("b", ProtoNet())], [], Train()), "at least one protocol");
        ErrorAssert.Throws<ArgumentException>(
            () => catalog.Compare(Test(), [new("a", touched), new("b", touched)], [new(3)], Train()),
            "must give the sizes",
            "3 ways, shots as in meta-training");
        ErrorAssert.Throws<ArgumentNullException>(
            () => catalog.Compare(Test(), [new("a", touched), new("b", ProtoNet())], [new(3, 1, 4)]), "learner 'a' is not trained");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Compare(Train(), Test(), fine, new(Ways: 1)), "Ways must be at least 2");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Compare(Train(), Test(), fine, new(Ways: 3, Shots: 0)), "Shots must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Compare(Train(), Test(), fine, new(Ways: 3, QueryShots: 0)), "QueryShots must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Compare(Train(), Test(), fine, new(Ways: 3, Episodes: 1)), "Episodes must be at least 2");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Compare(Train(), Test(), fine, new(Ways: 5, QueryShots: 4)),
            "5-way 1-shot episodes need at least 5 classes, but the data has 4");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Compare(Train(), Test(), fine, new(Ways: 3, QueryShots: 20)), "class 'class 0' has 20 rows", "needs 21");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Compare(Train(), Test(), With(Pipeline(Maml())), new(Ways: 4, QueryShots: 4)),
            "learner 'second' can tell at most 3 classes apart, but 4-way 1-shot is asked for");
        ErrorAssert.Throws<ArgumentException>(
            () => catalog.Compare(Train(), Test(), With(catalog.MamlRegression()), new(Ways: 3)), "learner 'second' is for regression");
        ErrorAssert.Throws<ArgumentException>(
            () => Compare(
                Test(), ("a", TinyModels.Classifier(_mlContext)), ("b", _mlContext.Transforms.CopyColumns("Copy", "Label").Fit(Test()))),
            "must end in a meta-learned model");
    }

    private LearnerComparison Compare(IDataView test, params (string Name, ITransformer Model)[] models) =>
        _mlContext.MetaLearning()
            .Compare(test, models.ToDictionary(m => m.Name, m => m.Model), new(Ways: 3, QueryShots: 4, Episodes: Episodes));

    private MamlTrainer Maml() =>
        _mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o => o.Backbone = new Mlp(Blobs.Size, [8], normalize: true)));

    private PrototypicalNetworkTrainer ProtoNet() =>
        _mlContext.MetaLearning().PrototypicalNetwork(AllLearners.Tiny(new PrototypicalNetworkTrainer.Options()));

    /// <summary>With preprocessing of its own.</summary>
    private IEstimator<ITransformer> Pipeline(MamlTrainer trainer) => _mlContext.Transforms.NormalizeMinMax("Features").Append(trainer);

    private IDataView Train() => Blobs.Create(_mlContext);

    private IDataView Test() => Blobs.Create(_mlContext, rows: 20, seed: 8);

    private sealed class MergedRow
    {
        public string Label { get; set; } = "";

        public string Merged { get; set; } = "";

        [VectorType(Blobs.Size)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Untouched : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => throw new AssertFailedException("Training was started.");

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
