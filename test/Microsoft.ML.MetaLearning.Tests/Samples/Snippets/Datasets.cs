using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/datasets.md.</summary>
internal static class Datasets
{
    public static void Load(MLContext mlContext)
    {
        // <dataset>
        IDataView images = mlContext.MetaLearning().LoadDataset("cifar-fs", "data/cifar");
        var (metaTrain, metaValidation, metaTest) = mlContext.MetaLearning().SplitByFolder(images);
        // </dataset>
    }

    public static async Task Download(CancellationToken cancellationToken)
    {
        // <download>
        FewShotDataset dataset = FewShotDataset.Find("cub");
        Console.WriteLine(dataset.HowToGet);
        var progress = new Progress<DownloadProgress>(p => Console.Write($"\r{p.File} {p.Bytes:N0}"));
        await dataset.DownloadAsync("data/cub", progress, cancellationToken);
        dataset.Prepare("data/cub", "data/cub-images", cancellationToken);
        // </download>
    }

    public static void Alphabets(MLContext mlContext)
    {
        // <alphabets>
        IDataView drawings = mlContext.MetaLearning().LoadDataset("omniglot-small", "data/omniglot");
        static MetaPhase Phase(string label) => label.Split('/')[0] is "Korean" or "Tagalog" ? MetaPhase.Test : MetaPhase.Train;
        var split = mlContext.MetaLearning().SplitByClass(drawings, Phase);
        // </alphabets>
    }

    public static void Folders(MLContext mlContext)
    {
        // <folders>
        var pets = mlContext.MetaLearning().LoadImageFolder("pets");
        var split = mlContext.MetaLearning().SplitByFolder(pets);

        var birds = mlContext.MetaLearning().LoadImageFolder("birds");
        var byRatio = mlContext.MetaLearning().SplitByClass(birds, validationFraction: 0.1, testFraction: 0.2);
        // </folders>
    }
}
