using System;
using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>What the rows of a loss are to predict: classes, or numbers of the shape of the outputs.</summary>
internal readonly record struct Targets<T>(int[]? Classes, T[]? Values) where T : unmanaged;

/// <summary>
/// A loss: the last operation of a network, a mean over the rows from <see cref="PassRows.FirstOfLoss"/> on. Its own gradient is 1, without
/// a tangent.
/// </summary>
internal abstract class Loss(int outputs, Shape shape) : Op([outputs], shape)
{
    /// <summary>A block like the outputs, zero in the rows that are not of the loss.</summary>
    private protected static Block<T> NewGradient<T>(Pass<T> pass, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T> => pass.Buffers.RentZeroed(shape);

    /// <summary>The rows of the loss.</summary>
    private protected static Span<T> OfLoss<T>(Pass<T> pass, Block<T> block) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        block.Span[(pass.Rows.FirstOfLoss * block.Shape.C)..];
}

/// <summary>The cross entropy of the softmax of the outputs and the classes.</summary>
internal sealed class SoftmaxCrossEntropy(int outputs, Shape shape) : Loss(outputs, shape)
{
    public override void Forward<T>(Pass<T> pass)
    {
        var logits = pass.Value(Input);
        var probabilities = pass.Primal.Save(Output, pass.Buffers.Rent(logits.Shape));
        var loss = 0.0;
        for (var i = 0; i < pass.Rows.OfLoss; i++)
        {
            var row = Row(pass, logits, i);
            var p = Row(pass, probabilities, i);
            var largest = row[0];
            foreach (var logit in row)
                largest = T.Max(largest, logit);
            var sum = T.Zero;
            for (var k = 0; k < p.Length; k++)
                sum += p[k] = T.Exp(row[k] - largest);
            for (var k = 0; k < p.Length; k++)
                p[k] /= sum;
            var target = pass.Targets.Classes![i];
            loss += double.CreateChecked(T.Log(sum) + largest - row[target]);
        }
        pass.Loss = loss / pass.Rows.OfLoss;
    }

    // x-bar = (p - 1[target]) / rows
    public override void Vjp<T>(Pass<T> pass)
    {
        var probabilities = pass.Primal.Saved(Output);
        var gradient = NewGradient(pass, probabilities.Shape);
        var share = T.One / T.CreateChecked(pass.Rows.OfLoss);
        for (var i = 0; i < pass.Rows.OfLoss; i++)
        {
            var p = Row(pass, probabilities, i);
            var g = Row(pass, gradient, i);
            for (var k = 0; k < g.Length; k++)
                g[k] = p[k] * share;
            g[pass.Targets.Classes![i]] -= share;
        }
        pass.Primal.AddGradient(Input, gradient);
    }

    public override void Jvp<T>(Pass<T> pass)
    {
        // The tangent of the loss itself is of no use to anyone.
    }

    // x-bar-dot = p * (x-dot - sum p * x-dot) / rows
    public override void VjpTangent<T>(Pass<T> pass)
    {
        var probabilities = pass.Primal.Saved(Output);
        var tangent = pass.Tangent.Value(Input);
        var gradient = NewGradient(pass, probabilities.Shape);
        var share = T.One / T.CreateChecked(pass.Rows.OfLoss);
        for (var i = 0; i < pass.Rows.OfLoss; i++)
        {
            Span<T> p = Row(pass, probabilities, i), d = Row(pass, tangent, i), g = Row(pass, gradient, i);
            var mean = T.Zero;
            for (var k = 0; k < p.Length; k++)
                mean += p[k] * d[k];
            for (var k = 0; k < p.Length; k++)
                g[k] = p[k] * (d[k] - mean) * share;
        }
        pass.Tangent.AddGradient(Input, gradient);
    }

    private static Span<T> Row<T>(Pass<T> pass, Block<T> block, int row) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        OfLoss(pass, block).Slice(row * block.Shape.C, block.Shape.C);
}

/// <summary>The mean of the squared differences of outputs and targets, over rows and outputs.</summary>
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

    public override void Vjp<T>(Pass<T> pass)
    {
        var outputs = pass.Value(Input);
        var gradient = NewGradient(pass, outputs.Shape);
        Span<T> y = OfLoss(pass, outputs), g = OfLoss(pass, gradient);
        var factor = T.CreateChecked(2.0 / y.Length);
        for (var i = 0; i < y.Length; i++)
            g[i] = (y[i] - pass.Targets.Values![i]) * factor;
        pass.Primal.AddGradient(Input, gradient);
    }

    public override void Jvp<T>(Pass<T> pass)
    {
        // As for the cross entropy.
    }

    public override void VjpTangent<T>(Pass<T> pass)
    {
        var tangent = pass.Tangent.Value(Input);
        var gradient = NewGradient(pass, tangent.Shape);
        Span<T> d = OfLoss(pass, tangent), g = OfLoss(pass, gradient);
        var factor = T.CreateChecked(2.0 / d.Length);
        for (var i = 0; i < d.Length; i++)
            g[i] = d[i] * factor;
        pass.Tangent.AddGradient(Input, gradient);
    }
}
