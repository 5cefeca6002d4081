using System;
using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the mean of the squared differences of outputs and targets, over rows and outputs.</summary>
internal sealed class MeanSquaredError(int outputs, Shape shape) : Loss(outputs, shape)
{
    public override void Forward<T>(Pass<T> pass)
    {
        var y = OfLoss(pass, pass.Value(Input));
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var difference = double.CreateChecked(y[i] - pass.Targets.Values![i]);
            sum += difference * difference;
        }
        pass.Loss = sum / y.Length;
    }

    public override void Vjp<T>(Pass<T> pass) => AddGradient(pass, pass.Primal, pass.Value(Input), pass.Targets.Values!);

    public override void VjpTangent<T>(Pass<T> pass) => AddGradient(pass, pass.Tangent, pass.Tangent.Value(Input), []);

    // x-bar = 2 (x - target) / length, where x-dot has no target.
    private void AddGradient<T>(Pass<T> pass, Variables<T> variables, Block<T> outputs, ReadOnlySpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var gradient = NewGradient(pass);
        Span<T> y = OfLoss(pass, outputs), g = OfLoss(pass, gradient);
        var factor = T.CreateChecked(2.0 / y.Length);
        for (var i = 0; i < y.Length; i++)
            g[i] = (targets.IsEmpty ? y[i] : y[i] - targets[i]) * factor;
        variables.AddGradient(Input, gradient);
    }
}
