using System;
using System.IO;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>Represents a few-shot learning algorithm, as the outer loop and adaptation see it.</summary>
public interface IFewShotLearner
{
    /// <summary>Gets the name of the algorithm in model files.</summary>
    string Kind { get; }

    /// <summary>Gets the problem that it learns.</summary>
    FewShotProblem Problem { get; }

    /// <summary>Gets the number of gradient steps of <see cref="Adapt"/>; 0 for learners that take none.</summary>
    int TestAdaptationSteps { get; }

    /// <summary>Returns how its meta-gradient is computed on a device, for the log: "tape, second order" for instance.</summary>
    string GradientPath(Device device);

    /// <summary>Draws initial meta-parameters in single precision on the CPU.</summary>
    ParameterSet Initialize(Generator generator);

    /// <summary>
    /// Computes the meta-gradient of one episode. Several threads call it at once; the result is in the calling thread's dispose scope.
    /// </summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The episode.</param>
    /// <param name="progress">The part of the training that is over, 0 to 1, for settings that change in its course.</param>
    EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0);

    /// <summary>Returns the same learner with another number of gradient steps in <see cref="Adapt"/>.</summary>
    IFewShotLearner WithTestAdaptationSteps(int steps);

    /// <summary>
    /// Adapts to a support set of at most as many classes as the problem has outputs. The result is in the calling thread's dispose scope.
    /// </summary>
    AdaptedNetwork Adapt(ParameterSet meta, Examples support);

    /// <summary>Writes what the algorithm's reader needs, in addition to the problem, to create an equal learner.</summary>
    void WriteSettings(BinaryWriter writer);

    /// <summary>Registers the reader of a learner of your own, so that its model files can be loaded.</summary>
    /// <param name="kind">Its <see cref="Kind"/>.</param>
    /// <param name="read">Creates an equal learner from what <see cref="WriteSettings"/> wrote, and the problem.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    static void RegisterKind(string kind, Func<BinaryReader, FewShotProblem, IFewShotLearner> read) => LearnerFormat.Register(kind, read);
}
