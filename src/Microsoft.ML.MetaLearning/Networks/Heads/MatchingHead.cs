using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// Computes the logarithm of attention over a support set, summed by class. Vinyals et al.,
/// <a href="https://arxiv.org/abs/1606.04080">2016</a>, equation (1).
/// </summary>
/// <param name="embeddingSize">The length of an embedding.</param>
/// <param name="supportSize">The number of support examples.</param>
/// <param name="outputs">The number of classes.</param>
/// <param name="similarity">The similarity whose softmax is the attention.</param>
/// <param name="context">The embedding of queries in the context of the support set; null for none.</param>
/// <param name="local">The similarity of feature maps for <see cref="AttentionSimilarity.Local"/>, otherwise null.</param>
internal sealed class MatchingHead(
    int embeddingSize, int supportSize, int outputs, AttentionSimilarity similarity, FullContext? context, LocalSimilarity? local = null)
    : Head
{
    internal const string KindName = "Matching";

    /// <summary>The name of the embeddings of the support set, [support, embedding].</summary>
    internal const string Support = "head.support";

    /// <summary>The name of the classes of support examples, [support, outputs]: 1 for the class of the example, otherwise 0.</summary>
    internal const string Members = "head.members";

    // The square of the shortest length by which NormalizedSupport divides, as in Meta-Dataset.
    private const double SmallestSquare = 1e-3;

    public override string Kind => KindName;

    public override int Outputs => outputs;

    public override IReadOnlyList<(string Name, long[] Shape)> Parameters =>
    [
        (Support, [supportSize, embeddingSize]), (Members, [supportSize, outputs]),
        .. context?.QueryParameters ?? [], .. local?.Parameters ?? [],
    ];

    // embeddings: [n, embedding]; result: [n, outputs], log-probabilities
    public override Tensor Predict(ParameterSet parameters, Tensor embeddings)
    {
        var support = parameters[Support];
        if (context is not null)
            embeddings = context.EmbedQuery(parameters, support, embeddings);
        var attention = Similarity(parameters, embeddings, support).log_softmax(1);
        // The sum over a class in logarithms: a probability that rounds to 0 still has a logarithm and a gradient.
        return attention.unsqueeze(2).Plus(parameters[Members].log()).logsumexp(1);
    }

    public override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue embeddings)
    {
        var support = parameters[Support];
        if (context is not null)
            embeddings = context.WriteQuery(graph, parameters, support, embeddings);
        var similar = Similarity(graph, parameters, embeddings, support);
        var attention = similar with { Name = graph.Add("LogSoftmax", [similar.Name], ("axis", 1L)) };
        var members = graph.Constant(parameters[Members].log(), 1, supportSize, outputs);
        return graph.LogSumExp(
            graph.Apply("Add", graph.Reshape(attention, supportSize, 1), members) with { Shape = [supportSize, outputs] }, axis: 1);
    }

    // embeddings: [n, embedding], support: [support, embedding]; result: [n, support]
    private Tensor Similarity(ParameterSet parameters, Tensor embeddings, Tensor support) => similarity switch
    {
        AttentionSimilarity.Local => local!.Compare(parameters, embeddings, support),
        AttentionSimilarity.Cosine => CosineHead.Unit(embeddings).matmul(CosineHead.Unit(support).t()),
        _ => embeddings.matmul(Bounded(support).t()),
    };

    private OnnxValue Similarity(OnnxGraph graph, ParameterSet parameters, OnnxValue embeddings, Tensor support) => similarity switch
    {
        AttentionSimilarity.Local => local!.WriteOnnx(graph, parameters, embeddings, support),
        AttentionSimilarity.Cosine => graph.Linear(CosineHead.Unit(graph, embeddings), CosineHead.Unit(support)),
        _ => graph.Linear(embeddings, Bounded(support)),
    };

    // support: [support, embedding]; result: the same, of length 1 but for very short ones
    private static Tensor Bounded(Tensor support) => support * support.Squared().sum(1, keepdim: true).AtLeast(SmallestSquare).rsqrt();

    // *** Binary format ***
    // int: support examples, int: outputs
    // byte: similarity
    // the full context embeddings
    // the local similarity, if that is it
    public override void WriteSettings(BinaryWriter writer)
    {
        writer.Write(supportSize);
        writer.Write(outputs);
        writer.Write((byte)similarity);
        FullContext.Write(writer, context);
        local?.Write(writer);
    }

    internal static MatchingHead Read(BinaryReader reader, int embeddingSize)
    {
        var (supportSize, outputs) = (ReadCount(reader, "support examples"), ReadCount(reader, "outputs"));
        var similarity = Checks.DecodedEnum<AttentionSimilarity>(reader.ReadByte());
        var context = FullContext.Read(reader, embeddingSize);
        var local = similarity == AttentionSimilarity.Local ? LocalSimilarity.Read(reader, embeddingSize) : null;
        return new MatchingHead(embeddingSize, supportSize, outputs, similarity, context, local);
    }
}
