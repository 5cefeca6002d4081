using System.Threading;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/concepts/checkpoints.md and memory.md.</summary>
internal static class Checkpoints
{
    public static void Train(MLContext mlContext, IDataView metaTrain, IDataView metaValidation, CancellationToken cancellationToken)
    {
        // <checkpoints>
        var options = new MamlTrainer.Options
        {
            OuterLoop = { MetaSteps = 60_000 },
            ValidationSet = metaValidation,
            Checkpoints = new TrainingCheckpoints("runs/greek/checkpoints") { Interval = 500, KeepLast = 2, KeepBest = 1 },
            CancellationToken = cancellationToken,
        };
        ITransformer metaModel = mlContext.MetaLearning().Maml(options).Fit(metaTrain);
        // </checkpoints>
    }

    public static void Stream(MLContext mlContext)
    {
        // <streaming>
        var images = mlContext.MetaLearning().LoadImageFolder("photos", indexFile: "photos.index");
        var pipeline = mlContext.MetaLearning().LoadPixels("Features", width: 84, height: 84)
            .Append(mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options { DataMemoryLimit = 2_000_000_000 }));
        // </streaming>
        pipeline.Fit(images);
    }

    public static MamlTrainer.Options Limits()
    {
        // <limits>
        var options = new MamlTrainer.Options
        {
            DataMemoryLimit = 2_000_000_000, // bytes of the features of the rows
            // Bytes of the tensors of a meta-step.
            InnerLoop = { MemoryLimit = 1_000_000_000, Checkpointing = Checkpointing.Automatic },
        };
        // </limits>
        return options;
    }
}
