using System;
using System.Linq;
using System.Reflection;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>Options that no training can honour fail when the trainer is made, before any data is read.</summary>
[TestClass]
public sealed class OptionErrorTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow("Ways", 1)]
    [DataRow("Shots", 0)]
    [DataRow("QueryShots", -1)]
    [DataRow("OuterLoop.MetaSteps", 0)]
    [DataRow("OuterLoop.MetaBatchSize", 0)]
    [DataRow("OuterLoop.ValidationInterval", 0)]
    [DataRow("OuterLoop.ValidationEpisodes", 0)]
    [DataRow("OuterLoop.Threads", 0)]
    [DataRow("InnerLoop.AdaptationSteps", 0)]
    [DataRow("InnerLoop.TestAdaptationSteps", -1)]
    [DataRow("InnerLoop.Checkpointing", (Checkpointing)77)]
    [DataRow("InnerLoop.LearningRate", 0.0)]
    [DataRow("InnerLoop.LearningRate", double.NaN)]
    [DataRow("InnerLoop.LearningRate", double.PositiveInfinity)]
    [DataRow("InnerLoop.HeadLearningRate", 0.0)]
    [DataRow("InnerLoop.Momentum", 1.0)]
    [DataRow("InnerLoop.WeightDecay", -0.1)]
    [DataRow("Head", (HeadInitialization)77)]
    [DataRow("OuterLoop.EnsembleSize", 0)]
    [DataRow("OuterLoop.LearningRate", -0.1)]
    [DataRow("OuterLoop.Momentum", 1.0)]
    [DataRow("OuterLoop.GradientNormClip", 0.0)]
    [DataRow("OuterLoop.MinimumLearningRate", -1e-9)]
    [DataRow("OuterLoop.WeightDecay", -1.0)]
    [DataRow("OuterLoop.WeightDecay", double.NaN)]
    [DataRow("OuterLoop.GradientClip", 0.0)]
    [DataRow("Normalization", (Normalization)77)]
    [DataRow("OuterLoop.Schedule", (LearningRateSchedule)77)]
    [DataRow("GradientEngine", (GradientEngine)77)]
    [DataRow("OuterLoop.Optimizer", (OuterOptimizerKind)77)]
    [DataRow("Augmentation", (Augmentation)77)]
    public void AnOptionOutOfRangeIsNamedWithItsValue(string option, object value)
    {
        var options = new MamlTrainer.Options();
        OptionFields.Set(options, option, value);
        var error = ErrorAssert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MetaLearning().Maml(options), option, "must be");
        Assert.AreEqual(option, error.ParamName);
        Assert.AreEqual(value, error.ActualValue is long number ? (int)number : error.ActualValue);
    }

    [TestMethod]
    public void RegressionChecksTheSameOptions()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning().MamlRegression(new MamlRegressionTrainer.Options { Shots = 0 }), "Shots must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning().MamlRegression(innerLearningRate: -1), "InnerLoop.LearningRate must be a positive number");
    }

    [TestMethod]
    public void MetricLearnersCheckTheirOwnOptions()
    {
        var catalog = _mlContext.MetaLearning();
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.MatchingNetwork(new MatchingNetworkTrainer.Options { Similarity = (AttentionSimilarity)77 }),
            "Similarity must be one of");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.MatchingNetwork(new MatchingNetworkTrainer.Options { ProcessingSteps = 0 }),
            "ProcessingSteps must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.RelationNetwork(new RelationNetworkTrainer.Options { Loss = (RelationLoss)77 }), "Loss must be one of");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.RelationNetwork(new RelationNetworkTrainer.Options { RelationFilters = 0 }),
            "RelationFilters must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.RelationNetwork(new RelationNetworkTrainer.Options { RelationUnits = 0 }), "RelationUnits must be at least 1");
    }

    [TestMethod]
    public void LearnersOfOtherInnerLoopsCheckTheirOwnOptions()
    {
        void Reptile(ReptileTrainer.Options options, string message) =>
            ErrorAssert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MetaLearning().Reptile(options), message);
        Reptile(new() { InnerLoop = { Optimizer = (InnerOptimizerKind)77 } }, "InnerLoop.Optimizer must be one of Adam, Sgd");
        Reptile(new() { InnerLoop = { LearningRate = 0 } }, "InnerLoop.LearningRate must be a positive number");
        Reptile(new() { InnerLoop = { BatchSize = 0 } }, "InnerLoop.BatchSize must be at least 1");
        Reptile(new() { InnerLoop = { AdaptationSteps = 0 } }, "InnerLoop.AdaptationSteps must be at least 1");
        Reptile(new() { InnerLoop = { TestAdaptationSteps = -1 } }, "InnerLoop.TestAdaptationSteps must be at least 0");
        Reptile(
            new() { OuterLoop = { MinimumLearningRate = 2 } },
            "OuterLoop.MinimumLearningRate must not exceed OuterLoop.LearningRate, which is 1");

        void Implicit(ImplicitMamlTrainer.Options options, string message) =>
            ErrorAssert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MetaLearning().ImplicitMaml(options), message);
        Implicit(new() { InnerLoop = { LearningRate = double.NaN } }, "InnerLoop.LearningRate must be a positive number");
        Implicit(new() { Proximity = 0 }, "Proximity must be a positive number");
        Implicit(new() { InnerLoop = { AdaptationSteps = 0 } }, "InnerLoop.AdaptationSteps must be at least 1");
        Implicit(new() { InnerLoop = { TestAdaptationSteps = -1 } }, "InnerLoop.TestAdaptationSteps must be at least 0");
        Implicit(new() { ConjugateGradientSteps = 0 }, "ConjugateGradientSteps must be at least 1");
        Implicit(new() { Damping = -1 }, "Damping must be zero or a positive number");

        void Lstm(MetaLstmTrainer.Options options, string message) =>
            ErrorAssert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MetaLearning().MetaLstm(options), message);
        Lstm(new() { InnerLoop = { AdaptationSteps = 0 } }, "InnerLoop.AdaptationSteps must be at least 1");
        Lstm(new() { InnerLoop = { TestAdaptationSteps = -1 } }, "InnerLoop.TestAdaptationSteps must be at least 0");
        Lstm(new() { InnerLoop = { BatchSize = 0 } }, "InnerLoop.BatchSize must be at least 1");
    }

    [TestMethod]
    public void ATimeLimitMustBePositive() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning().Maml(new MamlTrainer.Options { OuterLoop = { TimeLimit = TimeSpan.Zero } }),
        "OuterLoop.TimeLimit must be a positive number");

    [TestMethod]
    public void PortionsOfMamlPlusPlusAreFractions()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning().MamlPlusPlus(new MamlPlusPlusTrainer.Options { MultiStepLossPortion = 1.5 }),
            "MultiStepLossPortion must be at least 0 and less than 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning().MamlPlusPlus(new MamlPlusPlusTrainer.Options { FirstOrderPortion = -1 }),
            "FirstOrderPortion must be at least 0 and less than 1");
    }

    [TestMethod]
    public void AnEnsembleNeedsValidations() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning().Maml(new MamlTrainer.Options { OuterLoop = { EnsembleSize = 5 } }),
        "OuterLoop.EnsembleSize",
        "set ValidationSet");

    [TestMethod]
    public void SomethingMustBeAdapted() => ErrorAssert.Throws<ArgumentException>(
        () => TinyModels.Classifier(_mlContext, o => o.InnerLoop.Frozen = ["linear", "head"]),
        "the inner loop must adapt something",
        "linear, head");

    [TestMethod]
    public void AFrozenPartMustBeThere()
    {
        ErrorAssert.Throws<ArgumentException>(
            () => TinyModels.Classifier(_mlContext, o => o.InnerLoop.Frozen = ["linaer0"]),
            "Frozen names 'linaer0', but no parameter has it in its name; did you mean 'linear0'? The parameters are ",
            "head.weight");
        // What stands for all normalization layers may stand for none.
        TinyModels.Classifier(_mlContext, o => o.InnerLoop.Frozen = [".norm.", "linear0"]);
    }

    [TestMethod]
    public void AMemoryLimitMustBePositive() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning().Maml(new MamlTrainer.Options { InnerLoop = { MemoryLimit = 0 } }),
        "InnerLoop.MemoryLimit must be at least 1");

    [TestMethod]
    [DataRow("LabelColumnName")]
    [DataRow("FeatureColumnName")]
    public void AColumnNameMustNotBeEmpty(string option)
    {
        var options = new MamlTrainer.Options();
        OptionFields.Set(options, option, "");
        ErrorAssert.Throws<ArgumentException>(() => _mlContext.MetaLearning().Maml(options), $"{option} must not be empty");
    }

    [TestMethod]
    public void TheTaskColumnNameMustNotBeEmpty() => ErrorAssert.Throws<ArgumentException>(
        () => _mlContext.MetaLearning().MamlRegression(taskColumnName: ""), "TaskColumnName must not be empty");

    [TestMethod]
    public void ACosineMustNotEndAboveItsStart() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning().Maml(new MamlTrainer.Options { OuterLoop = { LearningRate = 0.001, MinimumLearningRate = 0.01 } }),
        "OuterLoop.MinimumLearningRate must not exceed OuterLoop.LearningRate, which is 0.001");

    [TestMethod]
    public void RotationsNeedSquareImages()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => TinyModels.Classifier(_mlContext, o => o.Augmentation = Augmentation.RotationsAsClasses),
            "rotations need square images",
            "[4]");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => TinyModels.Classifier(
                _mlContext,
                o => (o.Augmentation, o.Backbone) = (Augmentation.RotationsAsClasses, new Conv4(1, 1, 4, 2, Downsampling.Strided))),
            "rotations need square images", "[1, 1, 4]");
    }

    [TestMethod]
    public void NullsAreNamed()
    {
        var catalog = _mlContext.MetaLearning();
        var model = TinyModels.Classifier(_mlContext);
        Assert.AreEqual("options", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.Maml((MamlTrainer.Options)null!)).ParamName);
        Assert.AreEqual("input", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.Maml().Fit(null!)).ParamName);
        Assert.AreEqual(
            "metaModel", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.Adapt(null!, Blobs.Create(_mlContext))).ParamName);
        Assert.AreEqual("support", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.Adapt(model, null!)).ParamName);
        Assert.AreEqual("metaTest", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.Evaluate(model, null!)).ParamName);
        Assert.AreEqual("meta", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.FewShotClassification(null!)).ParamName);
        Assert.AreEqual(
            "mlContext", Assert.ThrowsExactly<ArgumentNullException>(() => MetaLearningExtensions.MetaLearning(null!)).ParamName);
    }

    [TestMethod]
    public void EveryOptionThatHasARangeIsTriedHere()
    {
        // Whoever adds a number or an enumeration to the options adds a bad value above.
        var tried = GetType()
            .GetMethod(nameof(AnOptionOutOfRangeIsNamedWithItsValue))!.GetCustomAttributes<DataRowAttribute>()
                .Select(row => (string)row.Data[0]!);
        var ranged = OptionFields.Of(typeof(MamlTrainer.Options)).Where(o =>
            o.Type == typeof(int) || o.Type == typeof(double) || o.Type.IsEnum).Select(o => o.Path);
        CollectionAssert.IsSubsetOf(ranged.ToArray(), tried.ToArray());
    }
}
