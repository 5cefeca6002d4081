using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>Where the outer loop leaves its state, so that the training survives its process.</summary>
internal interface ICheckpoints
{
    /// <summary>Meta-steps from one <see cref="Save"/> to the next.</summary>
    int Interval { get; }

    /// <summary>The state to go on from; null to begin. Its tensors are on the CPU, in the calling thread's dispose scope.</summary>
    /// <param name="initial">The meta-parameters of the training, of which the state holds others.</param>
    /// <param name="optimizer">The state of its optimizer, likewise.</param>
    TrainingState? Load(ParameterSet initial, ParameterSet optimizer);

    /// <summary>Saves a state, whose tensors stay the caller's.</summary>
    void Save(TrainingState state);
}
