using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>Represents a linear layer from embeddings to one output per class, or per regression target.</summary>
internal sealed class LinearHead(int embeddingSize, int outputs) : Head
{
    internal const string KindName = "Linear", Weight = "head.weight", Bias = "head.bias";

    /// <summary>The name of a factor of the logits that learners may learn: [1].</summary>
    internal const string Temperature = "head.temperature";

    /// <summary>Gets whether a parameter is the weight or the bias of a head.</summary>
    public static bool Has(string name) => name is Weight or Bias;

    public override string Kind => KindName;

    public override int Outputs => outputs;

    public override IReadOnlyList<(string Name, long[] Shape)> Parameters => [(Weight, [outputs, embeddingSize]), (Bias, [outputs])];

    public ParameterSet Initialize(Generator generator) =>
        new([(Weight, Backbone.XavierUniform(generator, outputs, embeddingSize)), (Bias, zeros(outputs))]);

    /// <summary>
    /// Creates parameters that predict the same for every embedding. Gradient steps on them do not depend on the order of the classes.
    /// </summary>
    public ParameterSet Zero(ScalarType type, Device device) =>
        new(Parameters.Select(p => (p.Name, zeros(p.Shape, dtype: type, device: device))));

    /// <summary>Returns the parameters with the first <paramref name="outputs"/> outputs alone.</summary>
    public static ParameterSet Narrow(ParameterSet parameters, int outputs) => parameters[Bias].shape[0] == outputs
        ? parameters
        : parameters.Combine(new ParameterSet(
            [(Weight, parameters[Weight].narrow(0, 0, outputs)), (Bias, parameters[Bias].narrow(0, 0, outputs))]));

    // embeddings: [n, embedding]; result: [n, outputs]
    public static Tensor Forward(ParameterSet parameters, Tensor embeddings) => F.linear(embeddings, parameters[Weight], parameters[Bias]);

    public override Tensor Predict(ParameterSet parameters, Tensor embeddings) => Forward(parameters, embeddings);

    public override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue embeddings) =>
        graph.Linear(embeddings, parameters[Weight], parameters[Bias]);

    // *** Binary format ***
    // int: outputs
    public override void WriteSettings(BinaryWriter writer) => writer.Write(outputs);

    internal static LinearHead Read(BinaryReader reader, int embeddingSize) => new(embeddingSize, ReadCount(reader, "outputs"));
}
