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
    [DataRow("MetaSteps", 0)]
    [DataRow("MetaBatchSize", 0)]
    [DataRow("ValidationInterval", 0)]
    [DataRow("ValidationEpisodes", 0)]
    [DataRow("Threads", 0)]
    [DataRow("AdaptationSteps", 0)]
    [DataRow("TestAdaptationSteps", -1)]
    [DataRow("Checkpointing", (Checkpointing)77)]
    [DataRow("InnerLearningRate", 0.0)]
    [DataRow("InnerLearningRate", double.NaN)]
    [DataRow("InnerLearningRate", double.PositiveInfinity)]
    [DataRow("HeadLearningRate", 0.0)]
    [DataRow("InnerMomentum", 1.0)]
    [DataRow("InnerWeightDecay", -0.1)]
    [DataRow("Head", (HeadInitialization)77)]
    [DataRow("EnsembleSize", 0)]
    [DataRow("MetaLearningRate", -0.1)]
    [DataRow("MetaMomentum", 1.0)]
    [DataRow("GradientNormClip", 0.0)]
    [DataRow("MinimumMetaLearningRate", -1e-9)]
    [DataRow("WeightDecay", -1.0)]
    [DataRow("WeightDecay", double.NaN)]
    [DataRow("GradientClip", 0.0)]
    [DataRow("Normalization", (Normalization)77)]
    [DataRow("Schedule", (LearningRateSchedule)77)]
    [DataRow("GradientEngine", (GradientEngine)77)]
    [DataRow("Optimizer", (OuterOptimizerKind)77)]
    [DataRow("Augmentation", (Augmentation)77)]
    public void AnOptionOutOfRangeIsNamedWithItsValue(string option, object value)
    {
        var options = new MamlTrainer.Options();
        Set(options, option, value);
        var error = ErrorAssert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MetaLearning().Maml(options), option, "must be");
        Assert.AreEqual(option, error.ParamName);
        Assert.AreEqual(value, error.ActualValue is long number ? (int)number : error.ActualValue);
    }

    [TestMethod]
    public void RegressionChecksTheSameOptions()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MetaLearning().MamlRegression(new MamlRegressionTrainer.Options { Shots = 0 }), "Shots must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MetaLearning().MamlRegression(innerLearningRate: -1), "InnerLearningRate must be a positive number");
    }

    [TestMethod]
    public void MetricLearnersCheckTheirOwnOptions()
    {
        var catalog = _mlContext.MetaLearning();
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => catalog.MatchingNetwork(new MatchingNetworkTrainer.Options { Similarity = (AttentionSimilarity)77 }), "Similarity must be one of");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => catalog.MatchingNetwork(new MatchingNetworkTrainer.Options { ProcessingSteps = 0 }), "ProcessingSteps must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => catalog.RelationNetwork(new RelationNetworkTrainer.Options { Loss = (RelationLoss)77 }), "Loss must be one of");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => catalog.RelationNetwork(new RelationNetworkTrainer.Options { RelationFilters = 0 }), "RelationFilters must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => catalog.RelationNetwork(new RelationNetworkTrainer.Options { RelationUnits = 0 }), "RelationUnits must be at least 1");
    }

    [TestMethod]
    public void LearnersOfOtherInnerLoopsCheckTheirOwnOptions()
    {
        void Reptile(ReptileTrainer.Options options, string message) => ErrorAssert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MetaLearning().Reptile(options), message);
        Reptile(new() { InnerOptimizer = (InnerOptimizerKind)77 }, "InnerOptimizer must be one of Adam, Sgd");
        Reptile(new() { InnerLearningRate = 0 }, "InnerLearningRate must be a positive number");
        Reptile(new() { InnerBatchSize = 0 }, "InnerBatchSize must be at least 1");
        Reptile(new() { AdaptationSteps = 0 }, "AdaptationSteps must be at least 1");
        Reptile(new() { TestAdaptationSteps = -1 }, "TestAdaptationSteps must be at least 0");
        Reptile(new() { MinimumMetaLearningRate = 2 }, "MinimumMetaLearningRate must not exceed MetaLearningRate, which is 1");

        void Implicit(ImplicitMamlTrainer.Options options, string message) => ErrorAssert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MetaLearning().ImplicitMaml(options), message);
        Implicit(new() { InnerLearningRate = double.NaN }, "InnerLearningRate must be a positive number");
        Implicit(new() { Proximity = 0 }, "Proximity must be a positive number");
        Implicit(new() { AdaptationSteps = 0 }, "AdaptationSteps must be at least 1");
        Implicit(new() { TestAdaptationSteps = -1 }, "TestAdaptationSteps must be at least 0");
        Implicit(new() { ConjugateGradientSteps = 0 }, "ConjugateGradientSteps must be at least 1");
        Implicit(new() { Damping = -1 }, "Damping must be zero or a positive number");

        void Lstm(MetaLstmTrainer.Options options, string message) => ErrorAssert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MetaLearning().MetaLstm(options), message);
        Lstm(new() { AdaptationSteps = 0 }, "AdaptationSteps must be at least 1");
        Lstm(new() { TestAdaptationSteps = -1 }, "TestAdaptationSteps must be at least 0");
        Lstm(new() { InnerBatchSize = 0 }, "InnerBatchSize must be at least 1");
    }

    [TestMethod]
    public void ATimeLimitMustBePositive() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning().Maml(new MamlTrainer.Options { TimeLimit = TimeSpan.Zero }), "TimeLimit must be a positive number");

    [TestMethod]
    public void PortionsOfMamlPlusPlusAreFractions()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning().MamlPlusPlus(new MamlPlusPlusTrainer.Options { MultiStepLossPortion = 1.5 }), "MultiStepLossPortion must be at least 0 and less than 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _mlContext.MetaLearning().MamlPlusPlus(new MamlPlusPlusTrainer.Options { FirstOrderPortion = -1 }), "FirstOrderPortion must be at least 0 and less than 1");
    }

    [TestMethod]
    public void AnEnsembleNeedsValidations() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning().Maml(new MamlTrainer.Options { EnsembleSize = 5 }), "EnsembleSize", "set ValidationSet");

    [TestMethod]
    public void SomethingMustBeAdapted() => ErrorAssert.Throws<ArgumentException>(
        () => TinyModels.Classifier(_mlContext, o => o.Frozen = ["linear", "head"]), "the inner loop must adapt something", "linear, head");

    [TestMethod]
    public void AFrozenPartMustBeThere()
    {
        ErrorAssert.Throws<ArgumentException>(
            () => TinyModels.Classifier(_mlContext, o => o.Frozen = ["linaer0"]), "Frozen names 'linaer0', but no parameter has it in its name; did you mean 'linear0'? The parameters are ", "head.weight");
        // What stands for all normalization layers may stand for none.
        TinyModels.Classifier(_mlContext, o => o.Frozen = [".norm.", "linear0"]);
    }

    [TestMethod]
    public void AMemoryLimitMustBePositive() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning().Maml(new MamlTrainer.Options { MemoryLimit = 0 }), "MemoryLimit must be at least 1");

    [TestMethod]
    [DataRow("LabelColumnName")]
    [DataRow("FeatureColumnName")]
    public void AColumnNameMustNotBeEmpty(string option)
    {
        var options = new MamlTrainer.Options();
        Set(options, option, "");
        ErrorAssert.Throws<ArgumentException>(() => _mlContext.MetaLearning().Maml(options), $"{option} must not be empty");
    }

    [TestMethod]
    public void TheTaskColumnNameMustNotBeEmpty() => ErrorAssert.Throws<ArgumentException>(
        () => _mlContext.MetaLearning().MamlRegression(taskColumnName: ""), "TaskColumnName must not be empty");

    [TestMethod]
    public void ACosineMustNotEndAboveItsStart() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => _mlContext.MetaLearning().Maml(new MamlTrainer.Options { MetaLearningRate = 0.001, MinimumMetaLearningRate = 0.01 }),
        "MinimumMetaLearningRate must not exceed MetaLearningRate, which is 0.001");

    [TestMethod]
    public void RotationsNeedSquareImages()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => TinyModels.Classifier(_mlContext, o => o.Augmentation = Augmentation.RotationsAsClasses), "rotations need square images", "[4]");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => TinyModels.Classifier(_mlContext, o => (o.Augmentation, o.Backbone) = (Augmentation.RotationsAsClasses, new Conv4(1, 1, 4, 2, Downsampling.Strided))),
            "rotations need square images", "[1, 1, 4]");
    }

    [TestMethod]
    public void NullsAreNamed()
    {
        var catalog = _mlContext.MetaLearning();
        var model = TinyModels.Classifier(_mlContext);
        Assert.AreEqual("options", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.Maml((MamlTrainer.Options)null!)).ParamName);
        Assert.AreEqual("input", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.Maml().Fit(null!)).ParamName);
        Assert.AreEqual("metaModel", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.Adapt(null!, Blobs.Create(_mlContext))).ParamName);
        Assert.AreEqual("support", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.Adapt(model, null!)).ParamName);
        Assert.AreEqual("metaTest", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.Evaluate(model, null!)).ParamName);
        Assert.AreEqual("meta", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.FewShotClassification(null!)).ParamName);
        Assert.AreEqual("mlContext", Assert.ThrowsExactly<ArgumentNullException>(() => MetaLearningExtensions.MetaLearning(null!)).ParamName);
    }

    [TestMethod]
    public void EveryOptionThatHasARangeIsTriedHere()
    {
        // Whoever adds a number or an enumeration to the options adds a bad value above.
        var tried = GetType().GetMethod(nameof(AnOptionOutOfRangeIsNamedWithItsValue))!.GetCustomAttributes<DataRowAttribute>().Select(row => (string)row.Data[0]!);
        var ranged = typeof(MamlTrainer.Options).GetFields()
            .Where(f => (Nullable.GetUnderlyingType(f.FieldType) ?? f.FieldType) is var type && (type == typeof(int) || type == typeof(double) || type.IsEnum)).Select(f => f.Name);
        CollectionAssert.IsSubsetOf(ranged.ToArray(), tried.ToArray());
    }

    private static void Set(MamlTrainer.Options options, string option, object value) => typeof(MamlTrainer.Options).GetField(option)!.SetValue(options, value);
}
