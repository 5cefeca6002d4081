using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// The logarithm of attention over a support set, summed by class. Vinyals et al., <a href="https://arxiv.org/abs/1606.04080">2016</a>,
/// equation (1).
/// </summary>
/// <param name="embeddingSize">The length of an embedding.</param>
/// <param name="supportSize">The number of support examples.</param>
/// <param name="outputs">The number of classes.</param>
/// <param name="similarity">What attention is the softmax of.</param>
/// <param name="context">How queries are embedded in the context of the support set; null for as they are.</param>
internal sealed class MatchingHead(int embeddingSize, int supportSize, int outputs, AttentionSimilarity similarity, FullContext? context) : Head
{
    internal const string KindName = "Matching";

    /// <summary>The embeddings of the support set, [support, embedding].</summary>
    internal const string Support = "head.support";

    /// <summary>The class of each support example, [support, outputs]: 1 where it belongs, otherwise 0.</summary>
    internal const string Members = "head.members";

    // The square of the shortest length that NormalizedSupport takes for what it is, as in Meta-Dataset.
    private const double SmallestSquare = 1e-3;
    private const int LargestSupport = 1_000_000;

    public override string Kind => KindName;

    public override int Outputs => outputs;

    public override IReadOnlyList<(string Name, long[] Shape)> Parameters =>
        [(Support, [supportSize, embeddingSize]), (Members, [supportSize, outputs]), .. context?.QueryParameters ?? []];

    // embeddings: [n, embedding]; result: [n, outputs], log-probabilities
    public override Tensor Predict(ParameterSet parameters, Tensor embeddings)
    {
        var support = parameters[Support];
        if (context is not null)
            embeddings = context.EmbedQuery(parameters, support, embeddings);
        var attention = Similarity(embeddings, support).log_softmax(1);
        // The sum over a class in logarithms: a probability that rounds to 0 still has a logarithm and a gradient.
        return attention.unsqueeze(2).Plus(parameters[Members].log()).logsumexp(1);
    }

    // embeddings: [n, embedding], support: [support, embedding]; result: [n, support]
    private Tensor Similarity(Tensor embeddings, Tensor support) => similarity == AttentionSimilarity.Cosine
        ? CosineHead.Unit(embeddings).matmul(CosineHead.Unit(support).t())
        : embeddings.matmul((support * support.Squared().sum(1, keepdim: true).AtLeast(SmallestSquare).rsqrt()).t());

    // *** Binary format ***
    // int: support examples, int: outputs
    // byte: similarity
    // the full context embeddings
    public override void WriteSettings(BinaryWriter writer)
    {
        writer.Write(supportSize);
        writer.Write(outputs);
        writer.Write((byte)similarity);
        FullContext.Write(writer, context);
    }

    internal static MatchingHead Read(BinaryReader reader, int embeddingSize)
    {
        var supportSize = Checks.Decoded(reader.ReadInt32(), 1, LargestSupport, "number of support examples");
        var outputs = Checks.Decoded(reader.ReadInt32(), 1, LargestSupport, "number of outputs");
        return new MatchingHead(embeddingSize, supportSize, outputs, Checks.DecodedEnum<AttentionSimilarity>(reader.ReadByte()), FullContext.Read(reader, embeddingSize));
    }
}
