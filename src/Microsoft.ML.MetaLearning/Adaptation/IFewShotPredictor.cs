using System;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

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
    /// Whether to normalize the examples by their own batch where the learner was made for that. If not, each prediction depends on the
    /// support set and that example alone.
    /// </param>
    /// <returns>[n, classes] logits, or [n, targets] values.</returns>
    Tensor Predict(Tensor inputs, bool transductive = false);
}
