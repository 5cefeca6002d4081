using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Adaptation to a support set, for predictions: gradient steps without anything that a meta-gradient would need.</summary>
internal static class TapeAdaptation
{
    /// <summary>
    /// The parameters after the steps of an inner loop on the support loss, and the moments of the support set under them.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="start">Where to start, on the CPU.</param>
    /// <param name="support">The support set, of the same type.</param>
    /// <param name="steps">The inner loop.</param>
    public static (ParameterSet Parameters, NormalizationMoments Moments) Run(Network network, ParameterSet start, Examples support, InnerSteps steps) =>
        start.Type == ScalarType.Float64 ? Run<double>(network, start, support, steps) : Run<float>(network, start, support, steps);

    private static unsafe (ParameterSet, NormalizationMoments) Run<T>(Network network, ParameterSet start, Examples support, InnerSteps steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var loan = ThreadBuffers.Borrow<T>();
        using ParameterVector<T> parameters = new(network.Layout, loan.Buffers), gradient = new(network.Layout, loan.Buffers);
        using ParameterVector<T> direction = new(network.Layout, loan.Buffers), rates = new(network.Layout, loan.Buffers);
        var length = network.Layout.Length;
        parameters.Import(start);
        rates.Span.Fill(T.CreateChecked(steps.LearningRate));
        var input = loan.Buffers.Rent(network.InputShape with { N = (int)support.Inputs.shape[0] });
        EpisodeBlocks<T>.Fill(input, 0, support.Inputs);
        var targets = EpisodeBlocks<T>.ReadTargets(support.Targets);
        for (var step = 0; step < steps.Count; step++)
        {
            if (steps.StepParameters is { } values)
                parameters.Import(values[step], parameters.SlotsOf(values[step]));
            if (steps.Rates is not null && (step == 0 || !ReferenceEquals(steps.Rates[step], steps.Rates[step - 1])))
                rates.Import(steps.Rates[step]);
            using var pass = new Pass<T>(network, loan.Buffers, PassRows.Batch(input.Shape.N), input, parameters) { Targets = targets };
            pass.Forward();
            pass.Backward(gradient);
            // direction = momentum * direction + gradient + decay * parameters
            foreach (ref var d in direction.Span)
                d *= T.CreateChecked(steps.Momentum);
            Elementwise.AddScaled(direction.Data, T.One, gradient.Data, length);
            if (steps.WeightDecay != 0)
                Elementwise.AddScaled(direction.Data, T.CreateChecked(steps.WeightDecay), parameters.Data, length);
            Elementwise.AddProduct(parameters.Data, parameters.Data, -T.One, rates.Data, direction.Data, length);
        }
        var moments = new NormalizationMoments();
        if (network.HasBatchNormalization)
        {
            using var pass = new Pass<T>(network, loan.Buffers, PassRows.Batch(input.Shape.N), input, parameters) { Targets = targets };
            pass.Forward();
            pass.AddMomentsTo(moments);
        }
        loan.Buffers.Return(input);
        return (parameters.Export(start), moments);
    }
}
