using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents the result of some steps: the parameters, and loss and accuracy of the last batch before its step.</summary>
/// <param name="Parameters">[n].</param>
/// <param name="Loss">NaN after no steps.</param>
/// <param name="Accuracy">NaN after no steps, and for regression.</param>
internal readonly record struct DescentResult(Tensor Parameters, double Loss, double Accuracy);

/// <summary>Represents an inner loop that only keeps its latest parameters, however many steps it takes.</summary>
/// <param name="rule">The rule of each step.</param>
/// <param name="proximity">The factor of a term of the loss: half the squared distance from the initial parameters.</param>
internal sealed class GradientDescent(IUpdateRule rule, double proximity = 0)
{
    /// <summary>Takes a step on each batch.</summary>
    /// <param name="losses">The losses.</param>
    /// <param name="initial">The initial parameters, [n]. Not changed.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="batches">The rows of each step; null for all.</param>
    public DescentResult Run(TaskLosses losses, Tensor initial, Examples examples, IEnumerable<long[]?> batches)
    {
        var result = new DescentResult(initial, double.NaN, double.NaN);
        ParameterSet? state = null;
        foreach (var rows in batches)
        {
            using var scope = NewDisposeScope();
            var current = result.Parameters;
            var (loss, accuracy, gradient) = losses.OfSupport(current, rows is null ? examples : examples.Rows(rows));
            if (proximity != 0)
                gradient = gradient.Plus(current - initial, proximity);
            var (next, nextState) = rule.Update(AsSet(current), AsSet(gradient), state);
            if (!ReferenceEquals(current, initial))
                current.Dispose();
            state?.Dispose();
            state = nextState?.MoveToOuterDisposeScope();
            result = new DescentResult(next.Tensors[0].MoveToOuterDisposeScope(), loss, accuracy);
        }
        return result;
    }

    private static ParameterSet AsSet(Tensor vector) => new([("parameters", vector)]);
}
