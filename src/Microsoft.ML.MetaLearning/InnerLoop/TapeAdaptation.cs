using System.Numerics;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>Adaptation to a support set, for predictions: gradient steps without anything that a meta-gradient would need.</summary>
internal static class TapeAdaptation
{
    /// <summary>The parameters after some steps of gradient descent on the support loss, and the moments of the support set under them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="meta">Where to start, on the CPU.</param>
    /// <param name="support">The support set, of the same type.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="learningRate">Their size.</param>
    public static (ParameterSet Parameters, NormalizationMoments Moments) Run(Network network, ParameterSet meta, Examples support, int steps, double learningRate) =>
        meta.Tensors[0].dtype == ScalarType.Float64
            ? Run<double>(network, meta, support, steps, learningRate)
            : Run<float>(network, meta, support, steps, learningRate);

    private static (ParameterSet, NormalizationMoments) Run<T>(Network network, ParameterSet meta, Examples support, int steps, double learningRate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var loan = ThreadBuffers.Borrow<T>();
        using var losses = new TapeLosses<T>(network, loan.Buffers);
        var adapted = new GradientDescent(new Sgd(learningRate)).Run(losses, losses.ToVector(meta), support, steps).Parameters;
        return (losses.ToParameters(adapted, meta), losses.Moments(adapted, support));
    }
}
