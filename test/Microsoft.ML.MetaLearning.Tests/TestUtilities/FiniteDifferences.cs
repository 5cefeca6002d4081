using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Derivatives of a function of parameters by central differences, for parameters in double precision.</summary>
/// <param name="function">The function; it must not change its argument.</param>
/// <param name="point">Where to differentiate.</param>
/// <param name="step">The distance to either side, in the norm of all parameters.</param>
internal sealed class FiniteDifferences(Func<ParameterSet, double> function, ParameterSet point, double step)
{
    /// <summary>The derivative by one scalar of one tensor.</summary>
    public double Along(int tensor, long coordinate)
    {
        using var scope = NewDisposeScope();
        var unit = zeros_like(point.Tensors[tensor]);
        unit.view(-1)[coordinate] = torch.tensor(1.0, ScalarType.Float64);
        return Along(point.With(point.Tensors.Select((t, i) => i == tensor ? unit : zeros_like(t)).ToArray()));
    }

    /// <summary>The derivative along a direction of norm 1.</summary>
    public double Along(ParameterSet direction)
    {
        using var scope = NewDisposeScope();
        return (function(point.Zip(direction, (p, d) => p.Plus(d, step))) - function(point.Zip(
            direction, (p, d) => p.Plus(d, -step)))) / (2 * step);
    }
}
