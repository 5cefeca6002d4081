using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>Represents the place where the outer loop saves its state.</summary>
internal interface ICheckpoints
{
    /// <summary>Gets the number of meta-steps from one <see cref="Save"/> to the next.</summary>
    int Interval { get; }

    /// <summary>
    /// Returns the state to resume from; null to start. Its tensors are on the CPU, in the calling thread's dispose scope.
    /// </summary>
    /// <param name="initial">The initial meta-parameters, for names and shapes.</param>
    /// <param name="optimizer">The initial state of the optimizer, for names and shapes.</param>
    TrainingState? Load(ParameterSet initial, ParameterSet optimizer);

    /// <summary>Saves a state. Its tensors still belong to the caller.</summary>
    void Save(TrainingState state);
}
