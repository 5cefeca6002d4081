using System.IO;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Where a meta-training saves its state, so that it survives a crash, a power cut or Ctrl+C. <c>Fit</c> with the same folder, options and
/// data goes on where the training was, and ends with the very parameters, to the last bit, that it would have had without the
/// interruption, on any number of threads.
/// </summary>
/// <remarks>
/// A checkpoint is written after every <see cref="Interval"/> meta-steps, when the training is cancelled and at its end: beside its place
/// first, then renamed, so that there is never half a file. A hash tells damaged files, for which the one before is taken, with a warning.
/// A training whose options or rows differ from those of the checkpoint is refused.
/// </remarks>
/// <param name="Folder">The folder, of this training alone; made if it is not there.</param>
public sealed record TrainingCheckpoints(string Folder)
{
    /// <summary>Meta-steps from one checkpoint to the next. The default is 100.</summary>
    public int Interval { get; init; } = 100;

    /// <summary>The latest checkpoints that are kept. The default is 2.</summary>
    public int KeepLast { get; init; } = 2;

    /// <summary>The checkpoints that are kept beside them because their latest validation was best. The default is 0.</summary>
    public int KeepBest { get; init; }

    /// <summary>
    /// Whether to go on from the newest checkpoint of the folder; otherwise it must hold none. The default is <see langword="true"/>.
    /// </summary>
    public bool Resume { get; init; } = true;

    internal void Check()
    {
        Checks.NotEmpty(Folder, nameof(Folder));
        if (File.Exists(Folder))
            throw new IOException($"the checkpoint folder '{Folder}' is a file.");
        Checks.Positive(Interval, nameof(Interval));
        Checks.Positive(KeepLast, nameof(KeepLast));
        Checks.AtLeast(KeepBest, 0, nameof(KeepBest));
    }
}
