using System.IO;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents prototypical networks: the prototype of a class is the mean of its support embeddings, and a query gets the nearest class.
/// Snell et al., <a href="https://arxiv.org/abs/1703.05175">2017</a>, Algorithm 1.
/// </summary>
internal sealed class PrototypicalLearner(
    FewShotProblem problem, PrototypeDistance distance, GradientEngine engine = GradientEngine.Automatic)
    : MetricLearner(problem, engine)
{
    internal const string KindName = "PrototypicalNetwork";

    public override string Kind => KindName;

    public override void WriteSettings(BinaryWriter writer) => writer.Write((byte)distance);

    // *** Binary format ***
    // byte: distance
    internal static PrototypicalLearner Read(BinaryReader reader, FewShotProblem problem) =>
        new(problem, Checks.DecodedEnum<PrototypeDistance>(reader.ReadByte()));

    protected override ParameterSet InitializeMetric(Generator generator) => distance == PrototypeDistance.Cosine
        ? new ParameterSet([(CosineHead.Scale, TensorArithmetic.Filled([1], CosineHead.InitialScale, ScalarType.Float32))])
        : base.InitializeMetric(generator);

    private protected override (Head Head, ParameterSet Tensors) Compare(ParameterSet meta, Tensor embeddings, Tensor classes)
    {
        var prototypes = Prototypes.Of(embeddings, classes);
        var (ways, size) = ((int)prototypes.shape[0], (int)prototypes.shape[1]);
        return distance == PrototypeDistance.Cosine
            ? (new CosineHead(size, ways), new ParameterSet([(CosineHead.Weight, prototypes)]))
            : (new LinearHead(size, ways), Prototypes.ToLinearHead(prototypes, Scale(size)));
    }

    private double Scale(int embeddingSize) => distance == PrototypeDistance.MeanSquared ? Prototypes.MeanScale(embeddingSize) : 1;
}
