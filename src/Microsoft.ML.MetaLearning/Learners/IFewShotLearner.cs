using System;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>What one episode contributes to a meta-step.</summary>
/// <param name="Loss">The query loss.</param>
/// <param name="Accuracy">The query accuracy; not a number for regression.</param>
/// <param name="Gradient">The direction that the outer loop descends, with the names and shapes of the meta-parameters.</param>
public sealed record EpisodeGradient(double Loss, double Accuracy, ParameterSet Gradient);

/// <summary>A few-shot learning algorithm, as the outer loop and adaptation see it. All algorithms differ only here.</summary>
public interface IFewShotLearner
{
    /// <summary>What its tasks predict.</summary>
    TaskKind Task { get; }

    /// <summary>The network whose parameters it learns.</summary>
    Backbone Backbone { get; }

    /// <summary>Classes per episode, or regression targets.</summary>
    int Outputs { get; }

    /// <summary>Gradient steps of <see cref="Adapt"/>; 0 for learners that take none.</summary>
    int TestAdaptationSteps { get; }

    /// <summary>The normalization it is trained with.</summary>
    Normalization Normalization { get; }

    /// <summary>How its meta-gradient is computed on a device, for the log: "tape, second order" for instance.</summary>
    string GradientPath(Device device);

    /// <summary>New meta-parameters in single precision on the CPU.</summary>
    ParameterSet Initialize(Generator generator);

    /// <summary>Learns from one episode. Called from several threads at once; the result is in the calling thread's dispose scope.</summary>
    EpisodeGradient MetaGradient(ParameterSet meta, Episode episode);

    /// <summary>The same learner with another number of gradient steps in <see cref="Adapt"/>.</summary>
    IFewShotLearner WithTestAdaptationSteps(int steps);

    /// <summary>Adapts to a support set of as many classes as <see cref="Outputs"/>, or fewer. The predictor's tensors are in the calling thread's dispose scope.</summary>
    IFewShotPredictor Adapt(ParameterSet meta, Examples support);
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
