using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>Specifies what a task predicts.</summary>
public enum TaskKind
{
    /// <summary>One of the episode's classes. The loss is the cross entropy.</summary>
    Classification,

    /// <summary>Numbers. The loss is the mean squared error.</summary>
    Regression,
}

internal static class TaskKindExtensions
{
    // outputs: [n, classes] and targets: [n] of Int64, or both [n, targets]; result: []
    public static Tensor Loss(this TaskKind kind, Tensor outputs, Tensor targets) => kind == TaskKind.Classification
        ? F.cross_entropy(outputs, targets)
        : F.mse_loss(outputs, targets);

    /// <summary>Returns the fraction of examples whose largest output is their class; not a number for regression.</summary>
    public static double Accuracy(this TaskKind kind, Tensor outputs, Tensor targets) => kind == TaskKind.Classification
        ? outputs.argmax(1).eq(targets).to_type(ScalarType.Float64).mean().item<double>()
        : double.NaN;
}
