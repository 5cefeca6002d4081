using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Where some steps led, and the loss and the accuracy on the last batch before its step.</summary>
/// <param name="Parameters">[n].</param>
/// <param name="Loss">Not a number after no steps.</param>
/// <param name="Accuracy">Not a number after no steps, and for regression.</param>
internal readonly record struct DescentResult(Tensor Parameters, double Loss, double Accuracy);

/// <summary>An inner loop that keeps nothing but its latest parameters, however many steps it takes.</summary>
/// <param name="rule">The step.</param>
/// <param name="proximity">The factor of half the squared distance from the initial parameters, which is added to the loss.</param>
internal sealed class GradientDescent(IUpdateRule rule, double proximity = 0)
{
    /// <summary>Steps on all examples together.</summary>
    /// <inheritdoc cref="Run(TaskLosses, Tensor, Examples, IEnumerable{long[]})"/>
    public DescentResult Run(TaskLosses losses, Tensor initial, Examples examples, int steps) =>
        Run(losses, initial, examples, Enumerable.Repeat<long[]?>(null, steps));

    /// <summary>Steps on batches.</summary>
    /// <param name="losses">The losses.</param>
    /// <param name="initial">Where to start, [n]. Not changed.</param>
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
