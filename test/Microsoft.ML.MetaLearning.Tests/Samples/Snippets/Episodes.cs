using System;
using System.Collections.Generic;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.Transforms.Image;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/concepts/episodes.md.</summary>
internal static class Episodes
{
    public static void Variable(MLContext mlContext, IDataView metaTrain, IDataView metaTest)
    {
        // <variable>
        var sampling = new VariableSampling { Hierarchy = ClassHierarchy.Bilevel };
        var model = mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options { Sampling = sampling }).Fit(metaTrain);
        Console.WriteLine(mlContext.MetaLearning().Evaluate(model, metaTest, new() { Sampling = sampling }));
        // </variable>
    }

    public static void Mixed(MLContext mlContext, IDataView omniglot, IDataView birds)
    {
        // <mixed>
        // The classes are now "omniglot/Greek/alpha", "birds/crow" and so on.
        var data = mlContext.MetaLearning().CombineSources(new Dictionary<string, IDataView> { ["omniglot"] = omniglot, ["birds"] = birds });
        var sampling = new MixedSampling(
            new SampledSource("omniglot", Weight: 1, new VariableSampling { Hierarchy = ClassHierarchy.Bilevel }),
            new SampledSource("birds", Weight: 2, new VariableSampling()));
        // </mixed>
    }

    public static void Replay(MLContext mlContext, ITransformer metaModel, IDataView metaTest)
    {
        // <replay>
        mlContext.MetaLearning().DrawEpisodes(metaTest, new(Ways: 5, Shots: 1)).Save("episodes.jsonl");

        // Today, tomorrow, and with another model:
        FewShotMetrics metrics = mlContext.MetaLearning().Evaluate(metaModel, metaTest, EvaluationProtocol.Replay(SavedEpisodes.Load("episodes.jsonl")));
        // </replay>
    }

    public static void Data(MLContext mlContext, IDataView data)
    {
        // <data>
        IDataView small = mlContext.MetaLearning().LimitClasses(data, maxClasses: 100, maxRowsPerClass: 20, seed: 1);
        ClassSplit split = mlContext.MetaLearning().SplitByClass(small);
        mlContext.MetaLearning().FindLeaks(split).ThrowIfLeaks();
        // </data>
    }

    public static void Size(MLContext mlContext, IDataView data)
    {
        // <size>
        var split = mlContext.MetaLearning().SplitByClass(data, validationFraction: 0.1, testFraction: 0.2);
        split.RequireEpisodes(ways: 5, shots: 1, queryShots: 5);
        // </size>
    }

    public static void Transforms()
    {
        // <transforms>
        ImageTransform[] transforms =
        [
            new RandomCrop(padding: 4), new HorizontalFlip(), new RandomRotation(degrees: 10), new ColorJitter(0.4, 0.4, 0.4),
        ];
        var options = new MamlTrainer.Options { SupportTransforms = transforms, QueryTransforms = transforms };
        // </transforms>
    }

    public static IEstimator<ITransformer> Normalized(MLContext mlContext)
    {
        // <normalize>
        // (value / 255 - mean) / deviation
        IEstimator<ITransformer> Channel(ImagePixelExtractingEstimator.ColorBits color, float mean, float deviation) =>
            mlContext.Transforms.ExtractPixels($"{color}", "Image", color, offsetImage: 255 * mean, scaleImage: 1 / (255 * deviation));

        var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")
            .Append(mlContext.Transforms.ResizeImages("Image", 84, 84))
            .Append(Channel(ImagePixelExtractingEstimator.ColorBits.Red, 0.471f, 0.278f))
            .Append(Channel(ImagePixelExtractingEstimator.ColorBits.Green, 0.450f, 0.268f))
            .Append(Channel(ImagePixelExtractingEstimator.ColorBits.Blue, 0.403f, 0.284f))
            .Append(mlContext.Transforms.Concatenate("Features", "Red", "Green", "Blue"));
        // </normalize>
        return pipeline;
    }
}
