using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Computes the exact meta-gradient by autograd with the graph of one inner step at a time: that of a second-order
/// <see cref="UnrolledInnerLoop"/>, but each step keeps its parameters only. Griewank and Walther,
/// <a href="https://doi.org/10.1137/1.9780898717761">2008</a>, chapter 12.
/// </summary>
/// <param name="rule">The rule of each step. Its own tensors get no gradient: what is learned must be among the parameters.</param>
internal sealed class CheckpointedInnerLoop(IUpdateRule rule)
{
    /// <summary>Computes the gradient of the query loss after some steps by the initial parameters.</summary>
    /// <param name="initial">The initial parameters. Not changed.</param>
    /// <param name="supportLoss">
    /// The support loss, a scalar, of given parameters at a step. It is called twice per step, so it must not draw random numbers.
    /// </param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="queryLoss">The query loss, a scalar, of the adapted parameters. Called once.</param>
    public (double Loss, ParameterSet Gradient) MetaGradient(
        ParameterSet initial, Func<ParameterSet, int, Tensor> supportLoss, int steps, Func<ParameterSet, Tensor> queryLoss)
    {
        using var scope = NewDisposeScope();
        var path = new Point[steps + 1];
        path[0] = new Point(initial, null);
        for (var k = 0; k < steps; k++)
        {
            var step = k;
            path[k + 1] = Step(path[k], p => supportLoss(p, step));
        }

        var (loss, byParameters) = Query(path[steps].Parameters, queryLoss);
        var bar = new Point(byParameters, null);
        for (var k = steps - 1; k >= 0; k--)
        {
            var step = k;
            bar = PullBack(path[k], bar, p => supportLoss(p, step));
        }
        return (loss, bar.Parameters.MoveToOuterDisposeScope());
    }

    private Point Step(Point at, Func<ParameterSet, Tensor> supportLoss)
    {
        using var scope = NewDisposeScope();
        var leaves = at.Parameters.AsLeaves();
        var gradients = Gradients.Of(supportLoss(leaves), leaves, createGraph: false);
        using var _ = no_grad();
        var (parameters, state) = rule.Update(leaves, gradients, at.State?.Detach());
        return new Point(parameters, state).MoveToOuterDisposeScope();
    }

    private static (double, ParameterSet) Query(ParameterSet adapted, Func<ParameterSet, Tensor> queryLoss)
    {
        using var scope = NewDisposeScope();
        var leaves = adapted.AsLeaves();
        var loss = queryLoss(leaves);
        return (loss.ToNumber(), Gradients.Of(loss, leaves, createGraph: false).MoveToOuterDisposeScope());
    }

    /// <summary>Computes the gradient by the start of a step from the gradient by its end.</summary>
    private Point PullBack(Point at, Point bar, Func<ParameterSet, Tensor> supportLoss)
    {
        using var scope = NewDisposeScope();
        var leaves = new Point(at.Parameters.AsLeaves(), at.State?.AsLeaves());
        var gradients = Gradients.Of(supportLoss(leaves.Parameters), leaves.Parameters, createGraph: true);
        var (parameters, state) = rule.Update(leaves.Parameters, gradients, leaves.State);
        // The state after the last step does not matter to the query loss.
        var next = new Point(parameters, bar.State is null ? null : state);
        return leaves.With(Gradients.VectorJacobianProduct(next.All, bar.All, leaves.All)).MoveToOuterDisposeScope();
    }

    /// <summary>Represents parameters and the rule's state before a step, or gradients by them.</summary>
    private sealed record Point(ParameterSet Parameters, ParameterSet? State)
    {
        public Tensor[] All => [.. Parameters.Tensors, .. State?.Tensors ?? []];

        public Point With(Tensor[] tensors) => new(Parameters.With(tensors[..Parameters.Count]), State?.With(tensors[Parameters.Count..]));

        public Point MoveToOuterDisposeScope()
        {
            foreach (var tensor in All.Distinct())
                tensor.MoveToOuterDisposeScope();
            return this;
        }
    }
}
