using System;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>Training that starts from the backbone of another model.</summary>
[TestClass]
public sealed class InitialModelTests
{
    private const double Tiny = 1e-9;
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void PrototypicalNetworkStartsFromAFineTunedBackbone() =>
        StartsFrom(Pretrained(), model => _mlContext.MetaLearning().PrototypicalNetwork(
        WithTinySteps(new PrototypicalNetworkTrainer.Options { InitialModel = model })));

    [TestMethod]
    public void MamlStartsFromALoadedPipeline()
    {
        var pipeline = _mlContext.Transforms.CopyColumns("Inputs", "Features")
            .Append(_mlContext.MetaLearning()
                .NearestNeighbor(AllLearners.Tiny(new NearestNeighborTrainer.Options
                {
                    FeatureColumnName = "Inputs"
                }))).Fit(Blobs.Create(_mlContext));
        using var stream = new MemoryStream();
        _mlContext.Model.Save(pipeline, Blobs.Create(_mlContext).Schema, stream);
        stream.Position = 0;
        StartsFrom(
            _mlContext.Model.Load(stream, out _),
            model => _mlContext.MetaLearning().Maml(WithTinySteps(new MamlTrainer.Options { InitialModel = model })));
    }

    [TestMethod]
    public void FineTuningWithoutTrainingTakesTheBackboneAsItIs()
    {
        var model = Pretrained();
        var options = AllLearners.Tiny(new FineTuningTrainer.Options { InitialModel = model });
        options.OuterLoop.MetaSteps = 0;
        var fitted = _mlContext.MetaLearning().FineTuning(options).Fit(Blobs.Create(_mlContext));
        Assert.IsTrue(TensorAssert.SameBits(model.Parameters, fitted.Parameters));
    }

    [TestMethod]
    public void RegressionStartsFromARegressor() => StartsFromAny(TinyModels.Regressor(_mlContext), model =>
        _mlContext.MetaLearning().MamlRegression(TinyModels.RegressorOptions(o =>
            (o.InitialModel, o.OuterLoop.MetaSteps, o.OuterLoop.LearningRate, o.OuterLoop.MinimumLearningRate) = (model, 1, Tiny, 0)))
            .Fit(_mlContext.MetaLearning().LoadSinusoids(curves: 4, points: 8, seed: 5)));

    [TestMethod]
    public void TheBackboneIsThatOfTheModelByDefault()
    {
        var model = Pretrained(new Mlp(Blobs.Size, [7, 5]));
        var fitted = _mlContext.MetaLearning().PrototypicalNetwork(WithTinySteps(new PrototypicalNetworkTrainer.Options
        {
            InitialModel = model
        })).Fit(Blobs.Create(_mlContext));
        Assert.AreSame(model.Backbone, fitted.Backbone);
    }

    [TestMethod]
    public void AnotherArchitectureIsRefusedBeforeAnyWork()
    {
        var options = new MamlTrainer.Options
        {
            InitialModel = Pretrained(new Mlp(Blobs.Size, [7, 5])),
            Backbone = new Mlp(Blobs.Size, [7, 6]),
        };
        var error = ErrorAssert.Throws<ArgumentException>(
            () => _mlContext.MetaLearning().Maml(options), "InitialModel must have the architecture of Backbone", "Mlp 4-7-6", "Mlp 4-7-5");
        Assert.AreEqual("InitialModel", error.ParamName);
        options.Backbone = new Conv4(1, 2, 2, downsampling: Downsampling.Strided);
        ErrorAssert.Throws<ArgumentException>(() => _mlContext.MetaLearning().Maml(options), "Conv4 1x2x2", "Mlp 4-7-5");
    }

    [TestMethod]
    public void AModelThatIsNotMetaLearnedIsRefused()
    {
        var classifier = _mlContext.MetaLearning().Adapt(Pretrained(), Blobs.Create(_mlContext));
        var error = ErrorAssert.Throws<ArgumentException>(
            () => _mlContext.MetaLearning().Maml(new MamlTrainer.Options { InitialModel = classifier }),
            "must end in a meta-learned model",
            "FewShotClassificationTransformer");
        Assert.AreEqual("InitialModel", error.ParamName);
    }

    [TestMethod]
    public void DataOfAnotherSizeIsRefused()
    {
        var trainer = _mlContext.MetaLearning().Maml(new MamlTrainer.Options { InitialModel = TinyModels.Regressor(_mlContext) });
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Blobs.Create(_mlContext)), "feature column 'Features'", "4", "1");
    }

    private MetaLearnedTransformer Pretrained(Backbone? backbone = null) =>
        _mlContext.MetaLearning().FineTuning(AllLearners.Tiny(new FineTuningTrainer.Options
        {
            Backbone = backbone
        })).Fit(Blobs.Create(_mlContext));

    private static T WithTinySteps<T>(T options) where T : ClassifierMetaTrainerOptions
    {
        AllLearners.Tiny(options);
        (options.OuterLoop.MetaSteps, options.OuterLoop.LearningRate, options.OuterLoop.MinimumLearningRate) = (1, Tiny, 0);
        return options;
    }

    private void StartsFrom(ITransformer model, Func<ITransformer, IEstimator<MetaLearnedTransformer>> create) =>
        StartsFromAny(model, m => create(m).Fit(Blobs.Create(_mlContext)));

    private static void StartsFromAny(ITransformer model, Func<ITransformer, MetaLearnedTransformer> fit)
    {
        var start = MetaModelChain.Split(model).Meta.Parameters;
        var before = start.Clone();
        var fitted = fit(model).Parameters;
        foreach (var name in start.Names.Where(n => n.StartsWith("linear", StringComparison.Ordinal)))
        {
            var distance = TensorAssert.Values(start[name]).Zip(TensorAssert.Values(fitted[name]), (a, b) => Math.Abs(a - b)).Max();
            Assert.IsTrue(distance <= 2 * Tiny + 1e-7, $"{name} moved by {distance}.");
            Assert.IsFalse(ReferenceEquals(start[name], fitted[name]));
        }
        Assert.IsTrue(TensorAssert.SameBits(before, start), "The model is not changed.");
    }
}
