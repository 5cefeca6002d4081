using System.IO;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents the nearest neighbors among the embeddings of the support set, by a backbone trained as an ordinary classifier: k-NN of
/// Triantafillou et al., <a href="https://arxiv.org/abs/1903.03096">2020</a>, section 3.
/// </summary>
internal sealed class NearestNeighborLearner(
    FewShotProblem problem,
    int neighbors,
    NeighborDistance distance,
    GradientEngine engine = GradientEngine.Automatic,
    int? baseClasses = null)
    : BatchTrainedLearner(problem, engine, baseClasses)
{
    internal const string KindName = "NearestNeighbor";

    public override string Kind => KindName;

    public override BatchTrainedLearner WithBaseClasses(int count) =>
        new NearestNeighborLearner(Problem, neighbors, distance, Engine, count);

    public override IFewShotLearner WithTestAdaptationSteps(int steps) => this;

    public override AdaptedNetwork Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (embeddings, moments) = Engines.For(meta).Embed(meta, support.Inputs);
        var (rows, ways) = ((int)embeddings.shape[0], (int)support.Targets.max().ToInteger() + 1);
        var tensors = new ParameterSet(
            [(NeighborHead.Examples, embeddings), (NeighborHead.Classes, F.one_hot(support.Targets, ways).to_type(embeddings.dtype))]);
        var head = new NeighborHead(Problem.Backbone.EmbeddingSize, ways, rows, neighbors, distance);
        return AdaptedNetwork.Create(Problem, head, Split(meta).Kept.Combine(tensors).Detach(), moments);
    }

    // *** Binary format ***
    // int: neighbors, byte: distance
    public override void WriteSettings(BinaryWriter writer)
    {
        writer.Write(neighbors);
        writer.Write((byte)distance);
    }

    internal static NearestNeighborLearner Read(BinaryReader reader, FewShotProblem problem) =>
        new(problem, NeighborHead.ReadNeighbors(reader), Checks.DecodedEnum<NeighborDistance>(reader.ReadByte()));
}
