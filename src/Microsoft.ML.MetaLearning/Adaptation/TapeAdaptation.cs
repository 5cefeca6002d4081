using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Adapts to a support set on the tape engine, without a meta-gradient.</summary>
internal static class TapeAdaptation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes the steps of an inner loop on the support loss.</summary>
    /// <param name="network">The network.</param>
    /// <param name="start">The initial parameters, on the CPU.</param>
    /// <param name="support">The support set, of the same type.</param>
    /// <param name="steps">The inner loop.</param>
    /// <returns>The parameters, and the moments of the support set under them.</returns>
    public static (ParameterSet Parameters, NormalizationMoments Moments) Run(
        Network network, ParameterSet start, Examples support, InnerSteps steps)
    {
        using var loan = ThreadBuffers.Borrow<T>();
        var buffers = loan.Buffers;
        using ParameterVector<T> parameters = new(network.Layout, buffers), rates = new(network.Layout, buffers);
        using ParameterVector<T> even = new(network.Layout, buffers), odd = new(network.Layout, buffers);
        var (direction, previous) = (even, odd);
        parameters.Import(start);
        var input = EpisodeBlocks<T>.Read(support.Inputs, network, buffers);
        var targets = EpisodeBlocks<T>.ReadTargets(support.Targets);
        for (var step = 0; step < steps.Count; step++)
        {
            if (steps.StepParameters is { } values)
                parameters.Import(values[step], parameters.SlotsOf(values[step]));
            if (!steps.KeepsRates(step))
                rates.SetRates(steps, step);
            using var pass = NewPass();
            pass.Forward();
            pass.Backward(direction);
            steps.Rule.Step(parameters, direction, step > 0 ? previous : null, rates, parameters);
            (direction, previous) = (previous, direction);
        }
        var moments = new NormalizationMoments();
        if (network.HasBatchNormalization)
        {
            using var pass = NewPass();
            pass.Forward();
            pass.AddMomentsTo(moments);
        }
        buffers.Return(input);
        return (parameters.Export(start), moments);

        Pass<T> NewPass() => new(network, buffers, PassRows.Batch(input.Shape.N), input, parameters) { Targets = targets };
    }
}
