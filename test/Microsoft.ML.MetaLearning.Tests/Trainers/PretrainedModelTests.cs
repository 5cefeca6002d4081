using System;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>Backbones that were trained elsewhere, as models to start from.</summary>
[TestClass]
public sealed class PretrainedModelTests
{
    private static readonly Mlp s_backbone = new(Blobs.Size, [7, 5], normalize: true);
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void AModelEmbedsByItsRunningMoments()
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters();
        using var model = _mlContext.MetaLearning().FromParameters(s_backbone, parameters);
        var rows = Blobs.Create(_mlContext);
        var x = stack([.. rows.GetColumn<float[]>("Features").Select(row => tensor(row))]);
        var expected = s_backbone.Forward(parameters, x, Normalizer.By(NormalizationParameters.Running(parameters)));
        var actual = stack([.. model.Transform(rows).GetColumn<float[]>("Embedding").Select(row => tensor(row))]);
        TensorAssert.Close(expected, actual, 1e-6, "embeddings");
    }

    [TestMethod]
    public void AModelIsSavedAdaptedAndTrainedFrom()
    {
        using var scope = NewDisposeScope();
        using var model = _mlContext.MetaLearning().FromParameters(s_backbone, Parameters());
        var rows = Blobs.Create(_mlContext);
        using var file = new MemoryStream();
        _mlContext.Model.Save(model, rows.Schema, file);
        file.Position = 0;
        ViewAssert.ViewsEqual(model.Transform(rows), _mlContext.Model.Load(file, out _).Transform(rows));
        Assert.IsNotNull(_mlContext.MetaLearning().Adapt(model, rows));
        var options = AllLearners.Tiny(new FineTuningTrainer.Options { InitialModel = model, Normalization = Normalization.Running });
        options.OuterLoop.MetaSteps = 0;
        using var started = _mlContext.MetaLearning().FineTuning(options).Fit(rows);
        foreach (var name in Parameters().Names)
            Assert.IsTrue(TensorAssert.SameBits(model.Parameters[name], started.Parameters[name]), name);
    }

    [TestMethod]
    public void ParametersMustBeThoseOfTheBackbone()
    {
        using var scope = NewDisposeScope();
        void Fails(ParameterSet parameters, params string[] fragments) => ErrorAssert.Throws<ArgumentException>(
            () => _mlContext.MetaLearning().FromParameters(s_backbone, parameters), fragments);
        var (first, others) = Parameters().Partition(name => name == "linear0.weight");
        Fails(others, "1 are missing (linear0.weight) and 0 are not among them.");
        Fails(Parameters().Combine(new ParameterSet([("bogus", zeros(1))])), "0 are missing and 1 are not among them (bogus).");
        Fails(
            others.Combine(first.Map(w => w[0])),
            "parameter 'linear0.weight' of ",
            $"must have shape [7, {Blobs.Size}], but has [{Blobs.Size}].");
    }

    [TestMethod]
    public void WhatIsFrozenStays()
    {
        using var scope = NewDisposeScope();
        using var model = _mlContext.MetaLearning().FromParameters(s_backbone, Parameters());
        foreach (var engine in new[] { GradientEngine.Tape, GradientEngine.Autograd })
        {
            var before = model.Parameters.Clone();
            using var trained = _mlContext.MetaLearning().PrototypicalNetwork(Options(model, engine, "linear0"))
                .Fit(Blobs.Create(_mlContext));
            foreach (var (name, value) in trained.Parameters)
                Assert.AreEqual(
                    name.StartsWith("linear0", StringComparison.Ordinal),
                    TensorAssert.SameBits(before[name], value),
                    $"{name} by {engine}");
        }
    }

    [TestMethod]
    public void WhatIsNotFrozenLearnsTheSame()
    {
        using var scope = NewDisposeScope();
        using var model = _mlContext.MetaLearning().FromParameters(s_backbone, Parameters());
        ParameterSet Train(GradientEngine engine)
        {
            var options = Options(model, engine, "linear0");
            // Adam would make a whole step of a bias before a normalization, whose gradient is nothing but rounding.
            options.OuterLoop.Optimizer = OuterOptimizerKind.Sgd;
            return new MLContext(seed: 1).MetaLearning().PrototypicalNetwork(options).Fit(Blobs.Create(_mlContext)).Parameters;
        }
        var (tape, autograd) = (Train(GradientEngine.Tape), Train(GradientEngine.Autograd));
        TensorAssert.Close(TensorAssert.Values(tape), TensorAssert.Values(autograd), 1e-6, "meta-parameters");
        Assert.IsFalse(TensorAssert.SameBits(tape["linear1.weight"], model.Parameters["linear1.weight"]));
    }

    [TestMethod]
    public void WhatIsFrozenMustBeThereAndNotAll()
    {
        using var scope = NewDisposeScope();
        using var model = _mlContext.MetaLearning().FromParameters(s_backbone, Parameters());
        void Fails(string part, string message) => ErrorAssert.Throws<ArgumentException>(
            () => _mlContext.MetaLearning().PrototypicalNetwork(Options(model, GradientEngine.Automatic, part))
                .Fit(Blobs.Create(_mlContext)),
            message);
        Fails("linaer0", "OuterLoop.Frozen names 'linaer0', but no parameter has it in its name; did you mean 'linear0'?");
        Fails("linear", "the outer loop must learn something, but every meta-parameter has one of linear in its name.");
        ErrorAssert.Throws<ArgumentException>(
            () => _mlContext.MetaLearning().PrototypicalNetwork(Options(model, GradientEngine.Automatic, "")),
            "OuterLoop.Frozen must not be empty.");
    }

    private static PrototypicalNetworkTrainer.Options Options(ITransformer model, GradientEngine engine, string frozen)
    {
        var options = AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
        {
            InitialModel = model,
            GradientEngine = engine,
        });
        options.OuterLoop.Frozen = [frozen];
        return options;
    }

    private static ParameterSet Parameters()
    {
        using var generator = new Generator(3);
        var parameters = NormalizationParameters.AddTo(s_backbone.Initialize(generator), Normalization.Running);
        return parameters.Combine(parameters.Partition(NormalizationParameters.IsStatistic).Selected
            .Map(t => rand(t.shape, generator: generator).Plus(0.5)));
    }
}
