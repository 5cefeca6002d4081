using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents what is known of a meta-trainer before it is trained.</summary>
public interface IMetaTrainer
{
    /// <summary>Gets the kind of task.</summary>
    TaskKind Task { get; }

    /// <summary>
    /// Gets the classes that an adapted classifier can distinguish at most, <see langword="null"/> for any number; 1 for regression.
    /// </summary>
    int? Outputs { get; }

    /// <summary>The size of its episodes.</summary>
    internal EpisodeShape Shape { get; }

    /// <summary>The columns that it will read.</summary>
    internal ExampleColumnNames Columns { get; }
}
