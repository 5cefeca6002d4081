using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents a meta-gradient.</summary>
/// <param name="Loss">The weighted query loss.</param>
/// <param name="Accuracy">The accuracy after the last step; NaN for regression.</param>
/// <param name="Gradient">By the initial parameters.</param>
/// <param name="RateGradients">By the rates, one set per step; null unless asked for.</param>
/// <param name="StepParameterGradients">By the values of each step, one set per step; null without them.</param>
internal sealed record RecursionResult(
    double Loss,
    double Accuracy,
    ParameterSet Gradient,
    IReadOnlyList<ParameterSet>? RateGradients,
    IReadOnlyList<ParameterSet>? StepParameterGradients);

/// <summary>
/// Computes the exact meta-gradient without a graph of the inner loop: v starts as the gradient of the query loss at the adapted parameters
/// and goes back through the steps, <c>v &lt;- v - alpha * H_k v</c> with the Hessian H_k of the support loss at step k (the chain rule of
/// Algorithm 2 of Finn et al., 2017). A step costs one Hessian-vector product, and only keeps its activations.
/// </summary>
/// <param name="network">Backbone, head and loss.</param>
/// <param name="normalization">How the query is normalized.</param>
/// <param name="steps">The inner loop.</param>
/// <param name="order">The order; at the first, v does not go back through the steps.</param>
internal sealed class ReverseRecursion<T>(Network network, Normalization normalization, InnerSteps steps, GradientOrder order)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Computes the meta-gradient of one episode.</summary>
    /// <param name="meta">The initial parameters, on the CPU.</param>
    /// <param name="episode">The episode, with inputs of the type T.</param>
    public RecursionResult MetaGradient(ParameterSet meta, Episode episode)
    {
        using var scope = NewDisposeScope();
        using var loan = ThreadBuffers.Borrow<T>();
        using var tape = new EpisodeTape<T>(
            network, loan.Buffers, episode, normalization, keep: order == GradientOrder.Second, steps.Checkpointed);
        var (rates, directions) = (tape.Rates(steps), new ParameterVector<T>[steps.Count]);
        var queryGradients = new ParameterVector<T>?[steps.Count + 1];
        var (loss, accuracy) = (0.0, double.NaN);

        var parameters = tape.NewVector();
        parameters.Import(meta);
        for (var k = 0; k <= steps.Count; k++)
        {
            if (steps.QueryWeight(k) is not 0 and var weight)
            {
                queryGradients[k] = tape.NewVector();
                (var queryLoss, accuracy) = tape.Query(parameters, queryGradients[k]!);
                loss += weight * queryLoss;
            }
            if (k < steps.Count)
                parameters = Step(tape, k, parameters, directions, rates[k]);
        }

        // Back: v is the gradient by theta_(k+1), byDirection the one by direction_k through later steps.
        ParameterVector<T> v = tape.NewVector(), byDirection = tape.NewVector(), product = tape.NewVector();
        var (rateGradients, stepGradients) = (new ParameterSet[steps.Count], new ParameterSet[steps.Count]);
        AddQueryGradient(steps.Count);
        for (var k = steps.Count - 1; k >= 0; k--)
        {
            if (steps.LearnsRates)
            {
                product.Clear();
                product.SubtractProduct(v, directions[k]);
                rateGradients[k] = product.Export(meta).MoveToOuterDisposeScope();
            }
            if (order == GradientOrder.Second)
                steps.Rule.PullBack(v, byDirection, rates[k], direction => tape.SupportHessianVectorProduct(k, direction, product));
            if (steps.StepParameters is { } values)
                stepGradients[k] = v.Take(values[k]).MoveToOuterDisposeScope();
            AddQueryGradient(k);
        }
        return new RecursionResult(
            loss,
            accuracy,
            v.Export(meta).MoveToOuterDisposeScope(),
            steps.LearnsRates ? rateGradients : null,
            steps.StepParameters is null ? null : stepGradients);

        void AddQueryGradient(int k)
        {
            if (queryGradients[k] is { } gradient)
                v.Add(gradient, steps.QueryWeight(k));
        }
    }

    // Keeps what the way back will read; directions[k] becomes the direction of the step.
    private ParameterVector<T> Step(
        EpisodeTape<T> tape, int k, ParameterVector<T> parameters, ParameterVector<T>[] directions, ParameterVector<T> rates)
    {
        if (steps.StepParameters is { } values)
            parameters.Import(values[k], parameters.SlotsOf(values[k]));
        directions[k] = tape.Support(parameters);
        // The Hessian-vector product needs the gradient itself, unless it is recomputed.
        if (!steps.Rule.IsPlain && !steps.Checkpointed)
            directions[k] = tape.Copy(directions[k]);
        var next = tape.NewVector();
        steps.Rule.Step(parameters, directions[k], k > 0 ? directions[k - 1] : null, rates, next);
        if (k > 0 && steps is { Checkpointed: true, Rates: null })
            tape.Free(directions[k - 1]);
        return next;
    }
}
