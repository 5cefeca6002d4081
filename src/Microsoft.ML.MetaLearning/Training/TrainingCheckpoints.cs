using System.IO;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Represents a folder where meta-training saves its state, so that it survives a crash, a power cut or Ctrl+C. <c>Fit</c> with the same
/// folder, options and data resumes the training. It ends with the same parameters, to the last bit, as without the interruption, on any
/// number of threads.
/// </summary>
/// <remarks>
/// A checkpoint is written after every <see cref="Interval"/> meta-steps, when the training is cancelled and at its end: to a temporary
/// file that is then renamed, so that no checkpoint is incomplete. A hash detects damaged files; the checkpoint before is used, with a
/// warning. A training whose options or rows differ from those of the checkpoint is refused.
/// </remarks>
/// <param name="Folder">The folder, which only this training uses. It is created if it does not exist.</param>
public sealed record TrainingCheckpoints(string Folder)
{
    /// <summary>Gets the number of meta-steps from one checkpoint to the next. The default is 100.</summary>
    public int Interval { get; init; } = 100;

    /// <summary>Gets the number of latest checkpoints to keep. The default is 2.</summary>
    public int KeepLast { get; init; } = 2;

    /// <summary>Gets the number of checkpoints to keep in addition, those of the best validations. The default is 0.</summary>
    public int KeepBest { get; init; }

    /// <summary>
    /// Gets whether to resume from the newest checkpoint of the folder. If not, it must hold none. The default is <see langword="true"/>.
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
