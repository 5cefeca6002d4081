using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>Values that no machine can honour fail by the name of their option, and not in an allocator.</summary>
[TestClass]
public sealed class ExtremeOptionTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    // As many steps as there are until a time limit, and no validation but the last, are what int.MaxValue is for.
    [TestMethod]
    public void ExtremesOfAllTrainersAreRefusedByName()
    {
        string[] unlimited = ["OuterLoop.MetaSteps", "OuterLoop.ValidationInterval"];
        var types = typeof(MetaTrainerOptions).Assembly.GetExportedTypes().Where(t =>
            !t.IsAbstract && t.IsAssignableTo(typeof(MetaTrainerOptions))).ToArray();
        Assert.IsGreaterThan(10, types.Length);
        foreach (var type in types)
            foreach (var (option, _) in OptionFields.Of(type).Where(o => o.Type == typeof(int) && !unlimited.Contains(o.Path)))
                Refuses(type, option, int.MaxValue);
        foreach (var type in types)
            foreach (var (option, _) in OptionFields.Of(type)
                .Where(o => o.Path.EndsWith("LearningRate", StringComparison.Ordinal) && o.Path != "OuterLoop.MinimumLearningRate"))
                Refuses(type, option, 1e38);
    }

    [TestMethod]
    public void ExtremesOfNetworksAreRefusedByName()
    {
        const int Most = int.MaxValue;
        void Refused(Action create, string argument) =>
            ErrorAssert.Throws<ArgumentOutOfRangeException>(create, $"{argument} must be at most", $"{Most}");
        Refused(() => _ = new Mlp(Most), "inputSize");
        Refused(() => _ = new Mlp(4, [40, Most]), "hiddenSizes");
        Refused(() => _ = new Identity(Most), "inputSize");
        Refused(() => _ = new CategoricalEmbeddings([Most]), "categories");
        Refused(() => _ = new CategoricalEmbeddings([3], Most), "embeddingSize");
        Refused(() => _ = new Conv4(1, 28, 28, Most), "filters");
        Refused(() => _ = new Conv4(Most, 28, 28), "channels");
        Refused(() => _ = new ResNet12(3, Most, 84), "height");
        Refused(() => _ = new ResNet12(3, 84, 84, [64, 64, 64, Most]), "filters");
        Refused(() => _ = new ResNet18(3, 84, Most), "width");
        Refused(() => _ = new ResNet18(3, 84, 84, blocksPerStage: Most), "blocksPerStage");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => _ = new Conv4(100, 10000, 10000), "channels of 10000x10000 pixels must be at most");
    }

    [TestMethod]
    public void ExtremesOfEvaluationsAreRefusedByName()
    {
        var (catalog, model, rows) = (_mlContext.MetaLearning(), TinyModels.Classifier(_mlContext), Blobs.Create(_mlContext));
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Evaluate(model, rows, new(Episodes: int.MaxValue)), "Episodes must be at most 1000000");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Evaluate(model, rows, new(Shots: int.MaxValue)), "Shots must be at most 100000");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Evaluate(model, rows, new(QueryShots: int.MaxValue)), "QueryShots must be at most 100000");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Evaluate(model, rows, new(Ways: int.MaxValue)), "Ways must be at most");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Evaluate(model, rows, new() { AdaptationSteps = int.MaxValue }), "AdaptationSteps must be at most 100000");
    }

    private static void Refuses(Type type, string option, object value)
    {
        var options = (MetaTrainerOptions)Activator.CreateInstance(type)!;
        OptionFields.Set(options, option, value);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Check, $"{type.DeclaringType}: {option}");
        Assert.AreEqual(option, error.ParamName);
        StringAssert.Contains(error.Message, $"{option} must be at most", $"{type.DeclaringType}");
    }
}
