using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// Computes the cosine of an embedding and one vector per class, times a scale. Gidaris and Komodakis,
/// <a href="https://arxiv.org/abs/1804.09458">2018</a>, section 3.2.
/// </summary>
internal sealed class CosineHead(int embeddingSize, int outputs) : Head
{
    internal const string KindName = "Cosine", Weight = "head.weight", Scale = "head.scale";
    private const double SmallSquare = 1e-12;

    /// <summary>What learners let the scale begin with.</summary>
    internal const double InitialScale = 10;

    public override string Kind => KindName;

    public override int Outputs => outputs;

    public override IReadOnlyList<(string Name, long[] Shape)> Parameters => [(Weight, [outputs, embeddingSize]), (Scale, [1])];

    // embeddings: [n, embedding], weight: [outputs, embedding], scale: [1]; result: [n, outputs]
    public static Tensor Logits(Tensor embeddings, Tensor weight, Tensor scale) => Unit(embeddings).matmul(Unit(weight).t()) * scale;

    // x: [n, size]; result: the same, with rows of length 1. The small number keeps the gradient of a row of zeros finite.
    internal static Tensor Unit(Tensor x) => x * x.Squared().sum(1, keepdim: true).Plus(SmallSquare).rsqrt();

    internal static OnnxValue Unit(OnnxGraph graph, OnnxValue x) => graph.Unit(x, SmallSquare);

    public override Tensor Predict(ParameterSet parameters, Tensor embeddings) => Logits(embeddings, parameters[Weight], parameters[Scale]);

    public override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue embeddings) =>
        graph.Linear(Unit(graph, embeddings), Unit(parameters[Weight]) * parameters[Scale]);

    // *** Binary format ***
    // int: outputs
    public override void WriteSettings(BinaryWriter writer) => writer.Write(outputs);

    internal static CosineHead Read(BinaryReader reader, int embeddingSize) => new(embeddingSize, ReadCount(reader, "outputs"));
}
