using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// Represents a linear layer on directions: an embedding counts by where it lies from a centre, not by how far. Wang et al.,
/// <a href="https://arxiv.org/abs/1911.04623">SimpleShot</a>, 2019, section 3.
/// </summary>
/// <param name="embeddingSize">The length of an embedding.</param>
/// <param name="outputs">The classes.</param>
/// <param name="roots">
/// Whether the square root of each feature counts, as suits the skewed features behind a rectifier. Hu et al.,
/// <a href="https://arxiv.org/abs/2006.03806">2020</a>, section 2.3.
/// </param>
internal sealed class CentredHead(int embeddingSize, int outputs, bool roots) : Head
{
    internal const string KindName = "Centred", Centre = "head.centre", Weight = "head.weight", Bias = "head.bias";

    public override string Kind => KindName;

    public override int Outputs => outputs;

    public override IReadOnlyList<(string Name, long[] Shape)> Parameters =>
        [(Centre, [embeddingSize]), (Weight, [outputs, embeddingSize]), (Bias, [outputs])];

    /// <summary>Returns embeddings at length 1, or their square roots: what a centre is subtracted from.</summary>
    // embeddings: [n, embedding]; result: the same shape
    public static Tensor Normalize(Tensor embeddings, bool roots) =>
        CosineHead.Unit(roots ? embeddings.sign() * embeddings.abs().sqrt() : embeddings);

    /// <summary>Returns the directions from a centre.</summary>
    // normalized: [n, embedding], centre: [embedding]; result: [n, embedding], rows of length 1
    public static Tensor Directions(Tensor normalized, Tensor centre) => CosineHead.Unit(normalized - centre);

    /// <summary>Returns the directions of embeddings.</summary>
    // embeddings: [n, embedding]; result: [n, embedding], rows of length 1
    public Tensor Directions(ParameterSet parameters, Tensor embeddings) =>
        Directions(Normalize(embeddings, roots), parameters[Centre]);

    // embeddings: [n, embedding]; result: [n, outputs]
    public override Tensor Predict(ParameterSet parameters, Tensor embeddings) =>
        F.linear(Directions(parameters, embeddings), parameters[Weight], parameters[Bias]);

    public override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue embeddings)
    {
        if (roots)
            embeddings = graph.Apply("Mul", graph.Apply("Sqrt", graph.Apply("Abs", embeddings)), graph.Apply("Sign", embeddings).Name);
        var centred = graph.Apply("Sub", CosineHead.Unit(graph, embeddings), graph.Constant(parameters[Centre]));
        return graph.Linear(CosineHead.Unit(graph, centred), parameters[Weight], parameters[Bias]);
    }

    // *** Binary format ***
    // int: outputs, bool: whether square roots count
    public override void WriteSettings(BinaryWriter writer)
    {
        writer.Write(outputs);
        writer.Write(roots);
    }

    internal static CentredHead Read(BinaryReader reader, int embeddingSize) =>
        new(embeddingSize, ReadCount(reader, "outputs"), reader.ReadBoolean());
}
