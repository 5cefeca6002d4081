using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Training on mini-batches over all classes, in double precision.</summary>
[TestClass]
public class BatchTrainingTests
{
    private static readonly FewShotProblem s_problem = new(
        TinyLearners.Conv(), TaskKind.Classification, Outputs: null, Normalization.SupportStatistics);

    private static IEnumerable<object[]> ModesOnEngines =>
        from mode in new[] { FineTuningMode.Head, FineTuningMode.CosineClassifier }
        from engine in new[] { GradientEngine.Tape, GradientEngine.Autograd }
        select new object[] { mode, engine };

    [TestMethod]
    [DynamicData(nameof(ModesOnEngines))]
    public void GradientOfAMiniBatchEqualsCentralDifferences(FineTuningMode mode, GradientEngine engine)
    {
        using var scope = NewDisposeScope();
        var learner = Learner(mode, engine);
        var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
        var batch = Batch();
        var gradient = learner.MetaGradient(meta, batch).Gradient;
        CollectionAssert.AreEqual(meta.Names.ToArray(), gradient.Names.ToArray());
        var numeric = new FiniteDifferences(p => learner.MetaGradient(p, batch).Loss, meta, 1e-6);
        for (var i = 0; i < meta.Count; i++)
            TensorAssert.Close([numeric.Along(i, 0)], [TensorAssert.Values(gradient.Tensors[i])[0]], 1e-5, meta.Names[i]);
    }

    [TestMethod]
    public void LossOfAMiniBatchIsThatOfAnOrdinaryClassifier()
    {
        using var scope = NewDisposeScope();
        var learner = Learner(FineTuningMode.Head, GradientEngine.Automatic);
        var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
        var batch = Batch().Query;
        var logits = F.linear(s_problem.Backbone.Forward(meta, batch.Inputs, Normalizer.Batch), meta["base.weight"], meta["base.bias"]);
        var result = learner.MetaGradient(meta, Batch());
        Assert.AreEqual(F.cross_entropy(logits, batch.Targets).ToNumber(), result.Loss, 1e-10);
        Assert.AreEqual(logits.argmax(1).eq(batch.Targets).to_type(ScalarType.Float64).mean().ToNumber(), result.Accuracy);
    }

    private static FineTuningLearner Learner(FineTuningMode mode, GradientEngine engine) =>
        new(s_problem, new FineTuningSettings(mode, OuterOptimizerKind.Adam, 0.01, 1) { Engine = engine }, baseClasses: 5);

    private static Episode Batch()
    {
        using var generator = new Generator(5);
        var inputs = rand([7, 1, 16, 16], dtype: ScalarType.Float64, generator: generator);
        var batch = new Examples(inputs, tensor(new long[] { 4, 0, 2, 2, 1, 4, 3 }));
        return new Episode(new Examples(inputs.narrow(0, 0, 0), batch.Targets.narrow(0, 0, 0)), batch);
    }
}
