using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Vision;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests.Vision;

/// <summary>Weights of ResNet-18 that were trained elsewhere, in our own backbone.</summary>
[TestClass]
public sealed class ResNet18WeightsTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly PhotoFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void OurBackboneEmbedsAsThePackageDoes()
    {
        var rows = PhotoFolder.Rows(_mlContext, _folder.Stripes(5), _folder.Stripes(11));
        var expected = _mlContext.MetaLearning().EmbedImages("Expected").Fit(rows).Transform(rows).GetColumn<float[]>("Expected");
        using var model = _mlContext.MetaLearning().PretrainedResNet18();
        var pixels = _mlContext.MetaLearning().LoadPixels("Features", 224, 224).Fit(rows).Transform(rows);
        var actual = model.Transform(pixels).GetColumn<float[]>("Embedding").ToArray();
        foreach (var (one, other) in expected.Zip(actual))
            TensorAssert.Close(Doubles(one), Doubles(other), 1e-4, "embedding");
    }

    [TestMethod]
    public void StateDictionariesOfTorchvisionAreRead()
    {
        using var scope = NewDisposeScope();
        var state = State();
        var (safe, pickled) = (Path.Combine(_folder.Path, "state.safetensors"), Path.Combine(_folder.Path, "state.pt"));
        Safetensors.SaveStateDict(safe, state);
        PyTorchPickler.PickleStateDict(pickled, new Hashtable(state));
        using var model = _mlContext.MetaLearning().LoadTorchvisionResNet18(safe, height: 40, width: 32);
        Assert.AreEqual("ResNet18 3x40x32, 64-128-256-512 filters, centered", model.Backbone.ToString());
        // torchvision's own network takes (x - mean) / deviation.
        using var generator = new Generator(1);
        var x = rand([2, 3, 40, 32], generator: generator);
        var plain = new ParameterSet(ResNet18Layers.All().SelectMany(l => ResNet18Layers.Named(
            l.Layer, [.. Names(l.Convolution, l.Normalization).Select(name => state[name])])));
        var normalized = (x - Colors(0.485f, 0.456f, 0.406f)) / Colors(0.229f, 0.224f, 0.225f);
        var expected = new ResNet18(3, 40, 32).Forward(plain, normalized, Normalizer.By(NormalizationParameters.Running(plain)));
        var actual = model.Backbone.Forward(
            model.Parameters, x, Normalizer.By(NormalizationParameters.Running(model.Parameters)));
        TensorAssert.Close(expected, actual, 1e-5, "embeddings");
        using var other = _mlContext.MetaLearning().LoadTorchvisionResNet18(pickled, height: 40, width: 32);
        Assert.IsTrue(TensorAssert.SameBits(model.Parameters, other.Parameters));
    }

    [TestMethod]
    public void AnotherFileIsRefused()
    {
        using var scope = NewDisposeScope();
        string Save(string name, Dictionary<string, Tensor> state)
        {
            var file = Path.Combine(_folder.Path, name);
            Safetensors.SaveStateDict(file, state);
            return file;
        }
        Dictionary<string, Tensor> Tiny() => ResNet18Layers.All().SelectMany(l => Names(l.Convolution, l.Normalization))
            .ToDictionary(name => name, _ => zeros(1));
        void Fails(string file, params string[] fragments) => ErrorAssert.Throws<FormatException>(
            () => _mlContext.MetaLearning().LoadTorchvisionResNet18(file), fragments);
        var lacking = Tiny();
        lacking.Remove("layer2.0.bn1.weight");
        Fails(Save("lacking.safetensors", lacking),
            "lacking.safetensors' is not a state dictionary of torchvision's resnet18: it has no tensor 'layer2.0.bn1.weight'.");
        Fails(Save("deeper.safetensors", new(Tiny()) { ["layer1.2.conv1.weight"] = zeros(1) }), "it has a tensor 'layer1.2.conv1.weight'.");
        ErrorAssert.Throws<ArgumentException>(
            () => _mlContext.MetaLearning().LoadTorchvisionResNet18(
                Save("small.safetensors", new(Tiny()) { ["fc.weight"] = zeros(1), ["bn1.num_batches_tracked"] = zeros(1) })),
            "parameter 'stem.weight' of ResNet18 3x224x224", "must have shape [64, 3, 7, 7]");
        Fails(_folder.Write("damaged.safetensors", [1, 2, 3]), "damaged.safetensors' cannot be read: ");
        Fails(_folder.Write("damaged.pt", [1, 2, 3]), "damaged.pt' cannot be read: ");
        Fails(_folder.Write("weights.bin", [1]), "its extension is '.bin', but .safetensors, .pt or .pth is needed.");
        ErrorAssert.Throws<FileNotFoundException>(
            () => _mlContext.MetaLearning().LoadTorchvisionResNet18("nowhere.pt"), "state dictionary 'nowhere.pt' does not exist.");
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, x => (double)x);

    private static Tensor Colors(params float[] values) => tensor(values).reshape(1, 3, 1, 1);

    private static string[] Names(string convolution, string normalization) =>
    [
        $"{convolution}.weight", $"{normalization}.weight", $"{normalization}.bias", $"{normalization}.running_mean",
        $"{normalization}.running_var",
    ];

    /// <summary>Random weights under torchvision's names.</summary>
    private static Dictionary<string, Tensor> State()
    {
        using var generator = new Generator(1);
        var weights = new ResNet18(3, 40, 32).Initialize(generator);
        return ResNet18Layers.All().SelectMany(l =>
        {
            var weight = weights[l.Layer + ".weight"];
            Tensor Drawn() => rand(weight.shape[0], generator: generator).Plus(0.5);
            return Names(l.Convolution, l.Normalization).Zip([weight, Drawn(), Drawn(), Drawn(), Drawn()]);
        }).ToDictionary(p => p.First, p => p.Second);
    }
}
