using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>Represents what a learner learns, whatever its algorithm.</summary>
/// <param name="Backbone">The network whose parameters it learns.</param>
/// <param name="Task">The kind of its tasks.</param>
/// <param name="Outputs">
/// The largest number of classes that it can distinguish, <see langword="null"/> for any; or the number of regression targets.
/// </param>
/// <param name="Normalization">The normalization in training.</param>
public sealed record FewShotProblem(Backbone Backbone, TaskKind Task, int? Outputs, Normalization Normalization)
{
    /// <summary>Gets the parts of the names of meta-parameters that the outer loop leaves as they are.</summary>
    internal IReadOnlyList<string> Frozen { get; init; } = [];

    /// <summary>Returns whether the outer loop leaves a meta-parameter as it is.</summary>
    internal bool IsFrozen(string name) => name == NormalizationParameters.InputMean || Frozen.Any(name.Contains);

    /// <summary>Creates the parameters of the backbone, with those that the normalization adds.</summary>
    public ParameterSet InitializeBackbone(Generator generator) =>
        NormalizationParameters.AddTo(Backbone.Initialize(generator), Normalization);

    /// <summary>Returns the number of classes of a support set, or of regression targets. targets: [n].</summary>
    internal int OutputsFor(Tensor targets) => Task == TaskKind.Regression ? Outputs!.Value : (int)targets.max().ToInteger() + 1;
}
