using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Networks;

namespace Microsoft.ML.MetaLearning;

/// <summary>What is known of a meta-trainer before it is trained.</summary>
public interface IMetaTrainer
{
    /// <summary>What it will learn. Its backbone may be another one than that which is chosen by the data.</summary>
    FewShotProblem ProblemToLearn { get; }

    /// <summary>The columns that it will read.</summary>
    internal ExampleColumnNames Columns { get; }
}
