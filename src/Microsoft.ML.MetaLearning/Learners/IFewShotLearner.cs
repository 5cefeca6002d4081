using System;
using System.IO;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Episodes;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>What one episode contributes to a meta-step.</summary>
/// <param name="Loss">The query loss.</param>
/// <param name="Accuracy">The query accuracy; not a number for regression.</param>
/// <param name="Gradient">The direction that the outer loop descends, with the names and shapes of the meta-parameters.</param>
public sealed record EpisodeGradient(double Loss, double Accuracy, ParameterSet Gradient)
{
    /// <summary>
    /// Moments observed in the episode, under the names of those meta-parameters that are averages of them; <see langword="null"/> unless there are such, as with
    /// <see cref="Normalization.Running"/>. Their part of <see cref="Gradient"/> is zero.
    /// </summary>
    public ParameterSet? Statistics { get; init; }
}

/// <summary>What a learner learns, whatever its algorithm.</summary>
/// <param name="Backbone">The network whose parameters it learns.</param>
/// <param name="Task">What its tasks predict.</param>
/// <param name="Outputs">The classes it can tell apart at most, <see langword="null"/> for any number; or the regression targets.</param>
/// <param name="Normalization">The normalization it is trained with.</param>
public sealed record FewShotProblem(Backbone Backbone, TaskKind Task, int? Outputs, Normalization Normalization)
{
    /// <summary>New parameters of the backbone, and those that the normalization adds to them.</summary>
    public ParameterSet InitializeBackbone(Generator generator) => NormalizationParameters.AddTo(Backbone.Initialize(generator), Normalization);

    /// <summary>The classes of a support set, whose targets count from 0; or the regression targets. targets: [n].</summary>
    internal int OutputsFor(Tensor targets) => Task == TaskKind.Regression ? Outputs!.Value : (int)targets.max().ToInteger() + 1;
}

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

    /// <summary>Learns from one episode. Called from several threads at once; the result is in the calling thread's dispose scope.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The episode.</param>
    /// <param name="progress">How much of the training is over, 0 to 1, for what changes in the course of it.</param>
    EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0);

    /// <summary>The same learner with another number of gradient steps in <see cref="Adapt"/>.</summary>
    IFewShotLearner WithTestAdaptationSteps(int steps);

    /// <summary>Adapts to a support set of as many classes as the problem has outputs, or fewer. The predictor's tensors are in the calling thread's dispose scope.</summary>
    IFewShotPredictor Adapt(ParameterSet meta, Examples support);

    /// <summary>Writes what the algorithm's reader needs, beside the problem, to make an equal learner.</summary>
    void WriteSettings(BinaryWriter writer);
}

/// <summary>A learner after adaptation to one support set.</summary>
public interface IFewShotPredictor : IDisposable
{
    /// <summary>The network that reads the examples.</summary>
    Backbone Backbone { get; }

    /// <summary>The number of classes or regression targets that it predicts.</summary>
    int Outputs { get; }

    /// <summary>The same predictor on the CPU and outside of any dispose scope, to be disposed by the caller.</summary>
    IFewShotPredictor ToServe();

    /// <summary>Predicts examples.</summary>
    /// <param name="inputs">[n, ...input shape].</param>
    /// <param name="transductive">
    /// Whether to normalize the examples by their own batch where the learner was made for that. If not, each prediction depends on the support set and that example alone.
    /// </param>
    /// <returns>[n, classes] logits, or [n, targets] values.</returns>
    Tensor Predict(Tensor inputs, bool transductive = false);
}
