using System;
using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the cross entropy between the classes and the softmax of the outputs.</summary>
internal sealed class SoftmaxCrossEntropy(int outputs, Shape shape) : Loss(outputs, shape)
{
    // The probabilities.
    public override Shape SavedShape(int rows) => OutputsFor(rows);

    public override void Forward<T>(Pass<T> pass)
    {
        var logits = pass.Value(Input);
        var probabilities = NewSaved(pass, pass.Primal);
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
        var gradient = NewGradient(pass);
        var share = T.One / T.CreateChecked(pass.Rows.OfLoss);
        for (var i = 0; i < pass.Rows.OfLoss; i++)
        {
            Span<T> p = Row(pass, probabilities, i), g = Row(pass, gradient, i);
            for (var k = 0; k < g.Length; k++)
                g[k] = p[k] * share;
            g[pass.Targets.Classes![i]] -= share;
        }
        pass.Primal.AddGradient(Input, gradient);
    }

    // x-bar-dot = p * (x-dot - sum p * x-dot) / rows
    public override void VjpTangent<T>(Pass<T> pass)
    {
        var probabilities = pass.Primal.Saved(Output);
        var tangent = pass.Tangent.Value(Input);
        var gradient = NewGradient(pass);
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
