using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Backbones;

/// <summary>A linear layer from embeddings to one output per class, or per regression target.</summary>
internal sealed class LinearHead(int embeddingSize, int outputs)
{
    internal const string Weight = "head.weight";
    internal const string Bias = "head.bias";

    public ParameterSet Initialize(Generator generator) => new(
    [
        (Weight, Backbone.XavierUniform(generator, outputs, embeddingSize)),
        (Bias, zeros(outputs)),
    ]);

    /// <summary>The parameters with the first <paramref name="outputs"/> outputs alone.</summary>
    public static ParameterSet Narrow(ParameterSet parameters, int outputs) => parameters[Bias].shape[0] == outputs
        ? parameters
        : parameters.Combine(new ParameterSet([(Weight, parameters[Weight].narrow(0, 0, outputs)), (Bias, parameters[Bias].narrow(0, 0, outputs))]));

    // embeddings: [n, embedding]; result: [n, outputs]
    public static Tensor Forward(ParameterSet parameters, Tensor embeddings) => F.linear(embeddings, parameters[Weight], parameters[Bias]);
}
