using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// Computes the relation scores of a query and one prototype per class. Sung et al., <a href="https://arxiv.org/abs/1711.06025">2018</a>,
/// equation (1).
/// </summary>
internal sealed class RelationHead(RelationModule module, int outputs) : Head
{
    internal const string KindName = "Relation";

    /// <summary>The name of the mean feature map of each class, flattened: [outputs, embedding].</summary>
    internal const string Prototypes = "head.prototypes";

    public override string Kind => KindName;

    public override int Outputs => outputs;

    public override IReadOnlyList<(string Name, long[] Shape)> Parameters =>
        [(Prototypes, [outputs, module.EmbeddingSize]), .. module.Parameters];

    /// <summary>Returns the logarithms of the scores. Their softmax is the fraction of each score in the sum.</summary>
    // embeddings: [n, embedding]; result: [n, outputs]
    public override Tensor Predict(ParameterSet parameters, Tensor embeddings) =>
        F.logsigmoid(module.Compare(parameters, parameters[Prototypes], embeddings));

    public override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue embeddings)
    {
        var scores = module.WriteOnnx(graph, parameters, parameters[Prototypes], embeddings);
        return graph.Apply("Neg", graph.Apply("Softplus", graph.Apply("Neg", scores)));
    }

    // *** Binary format ***
    // int: outputs
    // the feature map and the relation module
    public override void WriteSettings(BinaryWriter writer)
    {
        writer.Write(outputs);
        module.Write(writer);
    }

    internal static RelationHead Read(BinaryReader reader, int embeddingSize)
    {
        var outputs = ReadCount(reader, "outputs");
        return new RelationHead(RelationModule.Read(reader, embeddingSize), outputs);
    }
}
