using System;
using System.IO;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>A few-shot learning algorithm, as the outer loop and adaptation see it. All algorithms differ only here.</summary>
public interface IFewShotLearner
{
    /// <summary>The name under which the algorithm is stored in model files.</summary>
    string Kind { get; }

    /// <summary>What it learns.</summary>
    FewShotProblem Problem { get; }

    /// <summary>Gradient steps of <see cref="Adapt"/>; 0 for learners that take none.</summary>
    int TestAdaptationSteps { get; }

    /// <summary>How its meta-gradient is computed on a device, for the log: "tape, second order" for instance.</summary>
    string GradientPath(Device device);

    /// <summary>New meta-parameters in single precision on the CPU.</summary>
    ParameterSet Initialize(Generator generator);

    /// <summary>
    /// Learns from one episode. Called from several threads at once; the result is in the calling thread's dispose scope.
    /// </summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The episode.</param>
    /// <param name="progress">How much of the training is over, 0 to 1, for what changes in the course of it.</param>
    EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0);

    /// <summary>The same learner with another number of gradient steps in <see cref="Adapt"/>.</summary>
    IFewShotLearner WithTestAdaptationSteps(int steps);

    /// <summary>
    /// Adapts to a support set of as many classes as the problem has outputs, or fewer. The predictor's tensors are in the calling thread's
    /// dispose scope.
    /// </summary>
    AdaptedNetwork Adapt(ParameterSet meta, Examples support);

    /// <summary>Writes what the algorithm's reader needs, beside the problem, to make an equal learner.</summary>
    void WriteSettings(BinaryWriter writer);

    /// <summary>Registers the reader of a learner of your own, so that model files that hold it can be loaded.</summary>
    /// <param name="kind">Its <see cref="Kind"/>.</param>
    /// <param name="read">Creates an equal learner from what <see cref="WriteSettings"/> wrote, and the problem.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    static void RegisterKind(string kind, Func<BinaryReader, FewShotProblem, IFewShotLearner> read) => LearnerFormat.Register(kind, read);
}
