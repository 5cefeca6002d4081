using System.IO;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning.Models;

/// <summary>Loads models from model files and from checkpoints of a training.</summary>
internal static class ModelFile
{
    public static ITransformer Load(MLContext mlContext, string path) =>
        CheckpointFolder.IsCheckpoint(path) ? LoadCheckpoint(mlContext, path) : mlContext.Model.Load(path, out _);

    public static MetaLearnedTransformer LoadCheckpoint(IHostEnvironment env, string path)
    {
        Checks.NotEmpty(path, nameof(path));
        if (!File.Exists(path))
            throw new FileNotFoundException($"checkpoint '{path}' does not exist.", path);
        return CheckpointFolder.ReadModel(path, reader => MetaLearnedTransformer.ReadContent(env, reader));
    }
}
