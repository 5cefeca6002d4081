using System;
using System.IO;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents relation networks: a meta-learned module scores the relation between a query and a class. Sung et al.,
/// <a href="https://arxiv.org/abs/1711.06025">2018</a>.
/// </summary>
internal sealed class RelationLearner : MetricLearner
{
    internal const string KindName = "RelationNetwork";
    private readonly RelationModule _module;
    private readonly RelationLoss _loss;

    /// <param name="problem">The problem.</param>
    /// <param name="module">The module that compares the backbone's feature maps.</param>
    /// <param name="loss">The loss of the training.</param>
    /// <param name="engine">The engine that computes gradients.</param>
    /// <exception cref="ArgumentException">
    /// The backbone's embeddings do not have the module's length, or the options ask for the tape engine, which does not know the backbone.
    /// </exception>
    public RelationLearner(
        FewShotProblem problem, RelationModule module, RelationLoss loss, GradientEngine engine = GradientEngine.Automatic)
        : base(problem, engine)
    {
        if (module.EmbeddingSize != problem.Backbone.EmbeddingSize)
            throw new ArgumentException(
                $"backbone '{problem.Backbone}' has embeddings of length {problem.Backbone.EmbeddingSize}, but its " +
                $"{nameof(Backbone.FeatureMapShape)} has {module.EmbeddingSize} scalars.", nameof(problem));
        _module = module;
        _loss = loss;
    }

    public override string Kind => KindName;

    // *** Binary format ***
    // byte: loss
    // the relation module
    public override void WriteSettings(BinaryWriter writer)
    {
        writer.Write((byte)_loss);
        _module.Write(writer);
    }

    internal static RelationLearner Read(BinaryReader reader, FewShotProblem problem)
    {
        var loss = Checks.DecodedEnum<RelationLoss>(reader.ReadByte());
        return new RelationLearner(problem, RelationModule.Read(reader, problem.Backbone.EmbeddingSize), loss);
    }

    protected override ParameterSet InitializeMetric(Generator generator) => _module.Initialize(generator);

    private protected override (Head Head, ParameterSet Tensors) Compare(ParameterSet meta, Tensor embeddings, Tensor classes)
    {
        var prototypes = Prototypes.Of(embeddings, classes);
        return (new RelationHead(_module, (int)prototypes.shape[0]), new ParameterSet([(RelationHead.Prototypes, prototypes)]));
    }

    // logits are the logarithms of relation scores.
    private protected override Tensor Loss(Tensor logits, Tensor classes) => _loss == RelationLoss.CrossEntropy
        ? base.Loss(logits, classes)
        : F.mse_loss(logits.exp(), F.one_hot(classes, logits.shape[1]).to_type(logits.dtype));
}
