using System;
using System.IO;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Training;

namespace Microsoft.ML.MetaLearning;

/// <content>Checkpoints of trainings.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// The model as it was at a checkpoint of a meta-training, to look at, to adapt, or to choose from by <c>SelectBest</c>; the training
    /// itself need not end.
    /// </summary>
    /// <param name="path">A file in the folder of <see cref="TrainingCheckpoints"/>. Only load models from trusted sources.</param>
    /// <returns>The meta-learned model alone: the preprocessing before it is not in a checkpoint.</returns>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no checkpoint.</exception>
    /// <exception cref="FormatException">It was made up: its hash is right, but its content is none that this library wrote.</exception>
    public MetaLearnedTransformer LoadCheckpoint(string path)
    {
        Checks.NotEmpty(path, nameof(path));
        if (!File.Exists(path))
            throw new FileNotFoundException($"checkpoint '{path}' does not exist.", path);
        return CheckpointFolder.ReadModel(path, reader => MetaLearnedTransformer.ReadContent(Environment, reader));
    }
}
