using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>What a learner learns, whatever its algorithm.</summary>
/// <param name="Backbone">The network whose parameters it learns.</param>
/// <param name="Task">What its tasks predict.</param>
/// <param name="Outputs">The classes it can tell apart at most, <see langword="null"/> for any number; or the regression targets.</param>
/// <param name="Normalization">The normalization it is trained with.</param>
public sealed record FewShotProblem(Backbone Backbone, TaskKind Task, int? Outputs, Normalization Normalization)
{
    /// <summary>New parameters of the backbone, and those that the normalization adds to them.</summary>
    public ParameterSet InitializeBackbone(Generator generator) => NormalizationParameters.AddTo(Backbone.Initialize(generator), Normalization);

    /// <summary>The classes of a support set, whose targets count from 0; or the regression targets. targets: [n].</summary>
    internal int OutputsFor(Tensor targets) => Task == TaskKind.Regression ? Outputs!.Value : (int)targets.max().ToInteger() + 1;
}
