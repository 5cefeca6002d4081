using System.Numerics;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Represents layer normalization of each image over all its scalars, with a gain and a bias per channel: y = gain * xhat + bias, xhat =
/// (x - mean) * inverse.
/// </summary>
internal sealed unsafe class LayerNormalization(int input, Shape inputShape, NormalizationSlots slots) : Op([input], inputShape)
{
    // Saved are xhat of all images, and then the inverse standard deviation of each; for tangents, xhat-dot and E[x-dot * xhat].
    private int Length => Shape.ImageLength;

    private int Positions => Shape.H * Shape.W;

    public override bool NeedsResult => false;

    public override Shape SavedShape(int rows) => new(rows, 1, 1, Length + 1);

    // Where graphs are estimated, a normalization counts with the rectifier that follows.
    public override long Activations(int rows) => 0;

    public override void Forward<T>(Pass<T> pass)
    {
        var x = pass.Value(Input);
        var saved = NewSaved(pass, pass.Primal);
        x.Span.CopyTo(saved.Span);
        for (var n = 0; n < x.Shape.N; n++)
        {
            var xhat = saved.Data + (long)n * Length;
            var mean = Mean(xhat);
            Elementwise.Standardize(xhat, mean, T.One, Length);
            var variance = Elementwise.Dot(xhat, xhat, Length) / T.CreateChecked(Length);
            var inverse = Inverses(pass, saved)[n] = T.One / T.Sqrt(variance + T.CreateChecked(NormalizationMoments.Epsilon));
            Elementwise.Standardize(xhat, T.Zero, inverse, Length);
        }
        var y = NewValue(pass, pass.Primal);
        T* gain = pass.Primal.Parameters.At(slots.Gain), bias = pass.Primal.Parameters.At(slots.Bias);
        for (var i = 0; i < x.Shape.Positions; i++)
            Elementwise.AddProduct(y.Data + (long)i * Shape.C, bias, T.One, gain, saved.Data + (long)i * Shape.C, Shape.C);
    }

    public override void Vjp<T>(Pass<T> pass)
    {
        var (saved, gy) = (pass.Primal.Saved(Output), pass.Primal.Gradient(Output));
        AddParameterGradients(pass.Primal.ParameterGradients!, gy, saved);
        var gx = pass.Buffers.Rent(gy.Shape);
        Scale(gx, pass.Primal.Parameters.At(slots.Gain), gy, add: false);
        Project(gx, saved, pass);
        pass.Primal.AddGradient(Input, gx);
    }

    // xhat-dot = inverse * (x-dot - E[x-dot] - xhat * E[x-dot * xhat]); y-dot = gain * xhat-dot + gain-dot * xhat + bias-dot
    public override void Jvp<T>(Pass<T> pass)
    {
        var xhat = pass.Primal.Saved(Output);
        var dx = pass.Tangent.Value(Input);
        var saved = NewSaved(pass, pass.Tangent);
        dx.Span.CopyTo(saved.Span);
        for (var n = 0; n < dx.Shape.N; n++)
            Inverses(pass, saved)[n] = Elementwise.Dot(dx.Data + n * Length, xhat.Data + n * Length, Length) / T.CreateChecked(Length);
        Project(saved, xhat, pass);
        var dy = NewValue(pass, pass.Tangent);
        var gain = pass.Primal.Parameters.At(slots.Gain);
        T* dGain = pass.Tangent.Parameters.At(slots.Gain), dBias = pass.Tangent.Parameters.At(slots.Bias);
        for (var i = 0; i < dx.Shape.Positions; i++)
        {
            var at = (long)i * Shape.C;
            Elementwise.AddProduct(dy.Data + at, dBias, T.One, dGain, xhat.Data + at, Shape.C);
            Elementwise.AddProduct(dy.Data + at, dy.Data + at, T.One, gain, saved.Data + at, Shape.C);
        }
    }

    // With t = gain * y-bar and x-bar = inverse * (t - E[t] - xhat * E[t * xhat]):
    // x-bar-dot = inverse * (t-dot - E[t-dot] - xhat * E[t-dot * xhat]) - inverse * (xhat * E[t * xhat-dot] + xhat-dot * E[t * xhat]) +
    // x-bar * inverse-dot / inverse, where inverse-dot / inverse = -inverse * E[x-dot * xhat].
    public override void VjpTangent<T>(Pass<T> pass)
    {
        var (xhat, dxhat) = (pass.Primal.Saved(Output), pass.Tangent.Saved(Output));
        var (gy, dgy) = (pass.Primal.Gradient(Output), pass.Tangent.Gradient(Output));
        AddParameterGradients(pass.Tangent.ParameterGradients!, dgy, xhat);
        for (var i = 0; i < gy.Shape.Positions; i++)
        {
            var at = (long)i * Shape.C;
            var dgGain = pass.Tangent.ParameterGradients!.At(slots.Gain);
            Elementwise.AddProduct(dgGain, dgGain, T.One, gy.Data + at, dxhat.Data + at, Shape.C);
        }
        var t = pass.Buffers.Rent(gy.Shape);
        Scale(t, pass.Primal.Parameters.At(slots.Gain), gy, add: false);
        var dgx = pass.Buffers.Rent(gy.Shape);
        Scale(dgx, pass.Primal.Parameters.At(slots.Gain), dgy, add: false);
        Scale(dgx, pass.Tangent.Parameters.At(slots.Gain), gy, add: true);
        Project(dgx, xhat, pass);
        var share = T.One / T.CreateChecked(Length);
        for (var n = 0; n < gy.Shape.N; n++)
        {
            var at = (long)n * Length;
            var (inverse, covariance) = (Inverses(pass, xhat)[n], Inverses(pass, dxhat)[n]);
            var tx = Elementwise.Dot(t.Data + at, xhat.Data + at, Length) * share;
            var td = Elementwise.Dot(t.Data + at, dxhat.Data + at, Length) * share;
            Elementwise.AddScaled(dgx.Data + at, -inverse * td, xhat.Data + at, Length);
            Elementwise.AddScaled(dgx.Data + at, -inverse * tx, dxhat.Data + at, Length);
        }
        Project(t, xhat, pass);
        for (var n = 0; n < gy.Shape.N; n++)
        {
            var at = (long)n * Length;
            Elementwise.AddScaled(dgx.Data + at, -Inverses(pass, xhat)[n] * Inverses(pass, dxhat)[n], t.Data + at, Length);
        }
        pass.Buffers.Return(t);
        pass.Tangent.AddGradient(Input, dgx);
    }

    private T* Inverses<T>(Pass<T> pass, Block<T> saved) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        saved.Data + (long)pass.Rows.Count * Length;

    /// <summary>Computes x = inverse * (x - E[x] - xhat * E[x * xhat]) per image: the symmetric derivative of xhat by x.</summary>
    private void Project<T>(Block<T> x, Block<T> xhat, Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var n = 0; n < pass.Rows.Count; n++)
        {
            T* r = x.Data + (long)n * Length, h = xhat.Data + (long)n * Length;
            var covariance = Elementwise.Dot(r, h, Length) / T.CreateChecked(Length);
            var mean = Mean(r);
            Elementwise.AddScaled(r, -covariance, h, Length);
            Elementwise.Standardize(r, mean, Inverses(pass, xhat)[n], Length);
        }
    }

    /// <summary>Computes result = factors * x, or += factors * x; factors: [channels].</summary>
    private void Scale<T>(Block<T> result, T* factors, Block<T> x, bool add) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!add)
            result.Span.Clear();
        for (var i = 0; i < x.Shape.Positions; i++)
        {
            var at = (long)i * Shape.C;
            Elementwise.AddProduct(result.Data + at, result.Data + at, T.One, factors, x.Data + at, Shape.C);
        }
    }

    private void AddParameterGradients<T>(ParameterVector<T> gradients, Block<T> gy, Block<T> xhat)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* gain = gradients.At(slots.Gain), bias = gradients.At(slots.Bias);
        for (var i = 0; i < gy.Shape.Positions; i++)
        {
            var at = (long)i * Shape.C;
            Elementwise.AddProduct(gain, gain, T.One, gy.Data + at, xhat.Data + at, Shape.C);
            Elementwise.AddScaled(bias, T.One, gy.Data + at, Shape.C);
        }
    }

    private T Mean<T>(T* x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Partial sums per position keep more precision.
        var sum = T.Zero;
        for (var i = 0; i < Positions; i++)
        {
            var partial = T.Zero;
            for (var c = 0; c < Shape.C; c++)
                partial += x[i * Shape.C + c];
            sum += partial;
        }
        return sum / T.CreateChecked(Length);
    }
}
