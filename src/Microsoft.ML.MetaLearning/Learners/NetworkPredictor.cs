using Microsoft.ML.MetaLearning.Backbones;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>A backbone with a linear head whose parameters are adapted, and the support set's moments under them.</summary>
internal sealed class NetworkPredictor(Backbone backbone, ParameterSet parameters, NormalizationMoments moments, Normalization normalization) : IFewShotPredictor
{
    public Backbone Backbone => backbone;

    public ParameterSet Parameters => parameters;

    public NormalizationMoments Moments => moments;

    public Normalization Normalization => normalization;

    public int Outputs => (int)parameters[LinearHead.Bias].shape[0];

    public IFewShotPredictor ToServe() => new NetworkPredictor(
        backbone,
        parameters.To(CPU).DetachFromDisposeScope(),
        NormalizationMoments.FromParameters(moments.ToParameters().To(CPU).DetachFromDisposeScope()),
        normalization);

    public void Dispose()
    {
        parameters.Dispose();
        moments.ToParameters().Dispose();
    }

    // inputs: [n, ...input shape]; result: [n, outputs]
    public Tensor Predict(Tensor inputs, bool transductive = false)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var normalizer = normalization == Normalization.Layer ? Normalizer.Layer
            : transductive ? Normalizer.Batch
            : Normalizer.By(moments);
        return LinearHead.Forward(parameters, backbone.Forward(parameters, inputs, normalizer)).MoveToOuterDisposeScope();
    }
}
