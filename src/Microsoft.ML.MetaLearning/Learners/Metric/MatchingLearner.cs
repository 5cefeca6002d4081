using System.IO;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents matching networks: the score of a class is the attention of a query to the support examples of the class.
/// Vinyals et al., <a href="https://arxiv.org/abs/1606.04080">2016</a>, section 2.1 and, for full context embeddings, appendix A.
/// </summary>
/// <param name="problem">The problem.</param>
/// <param name="similarity">The similarity; attention is its softmax.</param>
/// <param name="context">The full context embeddings, of the length of the backbone's; null for none.</param>
/// <param name="engine">The engine that computes gradients.</param>
internal sealed class MatchingLearner(
    FewShotProblem problem, AttentionSimilarity similarity, FullContext? context, GradientEngine engine = GradientEngine.Automatic)
    : MetricLearner(problem, engine)
{
    internal const string KindName = "MatchingNetwork";
    private readonly LocalSimilarity? _local =
        similarity == AttentionSimilarity.Local ? new LocalSimilarity(problem.Backbone.FeatureMapShape) : null;

    public override string Kind => KindName;

    // *** Binary format ***
    // byte: similarity
    // the full context embeddings
    public override void WriteSettings(BinaryWriter writer)
    {
        writer.Write((byte)similarity);
        FullContext.Write(writer, context);
    }

    internal static MatchingLearner Read(BinaryReader reader, FewShotProblem problem) =>
        new(problem, Checks.DecodedEnum<AttentionSimilarity>(reader.ReadByte()), FullContext.Read(reader, problem.Backbone.EmbeddingSize));

    protected override ParameterSet InitializeMetric(Generator generator) =>
        context?.Initialize(generator) ?? _local?.Initialize() ?? base.InitializeMetric(generator);

    private protected override (Head Head, ParameterSet Tensors) Compare(ParameterSet meta, Tensor embeddings, Tensor classes)
    {
        if (context is not null)
        {
            var order = ClassByClass(classes);
            classes = classes.index_select(0, order);
            embeddings = context.EmbedSupport(meta, embeddings.index_select(0, order));
        }
        var members = F.one_hot(classes).to_type(embeddings.dtype);
        var (supportSize, ways) = ((int)members.shape[0], (int)members.shape[1]);
        var head = new MatchingHead(Problem.Backbone.EmbeddingSize, supportSize, ways, similarity, context, _local);
        return (head, new ParameterSet([(MatchingHead.Support, embeddings), (MatchingHead.Members, members)]));
    }

    /// <summary>Returns the order in which the context reads a support set: class by class, and within a class row by row.</summary>
    // classes: [n]; result: [n], positions
    private static Tensor ClassByClass(Tensor classes) =>
        classes.Times(classes.shape[0]).Plus(TensorArithmetic.Range(classes.shape[0], classes.device)).argsort();
}
