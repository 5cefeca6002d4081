using System;
using System.Numerics;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Batch normalization, a rectifier and a max pooling, in one sweep over the memory: z = gain * (x - mean) / sqrt(variance + epsilon) +
/// bias; y = the largest z of a window, times the slope where negative. Without a gain and a bias there is no normalization.
/// </summary>
/// <param name="input">The node that it reads.</param>
/// <param name="inputShape">The shape of one image of it.</param>
/// <param name="normalization">The layer's name, gain and bias; null for no normalization.</param>
/// <param name="slope">The factor of negative values: 0 for a rectifier, 1 for none.</param>
/// <param name="pool">The side of the pooling windows: 1 or 2.</param>
/// <param name="overwritesInput">Whether no other operation needs the input's values.</param>
internal sealed unsafe class NormalizeActivatePool(int input, Shape inputShape, NormalizationSlots? normalization, double slope, int pool, bool overwritesInput)
    : Op([input], inputShape with { H = inputShape.H / pool, W = inputShape.W / pool })
{
    // The rows of what is saved. Those from Gain on are used without a normalization alone.
    private const int Mean = 0, Inverse = 1, Gain = 2, Bias = 3, Scratch = 4, SavedRows = 6;
    private const int TangentMean = 0, TangentCovariance = 1;

    public override bool OverwritesInput => overwritesInput;

    public override void Forward<T>(Pass<T> pass)
    {
        var x = pass.Value(Input);
        var saved = pass.Primal.Save(Output, pass.Buffers.RentZeroed(new Shape(SavedRows, 1, 1, Shape.C)));
        if (normalization is not null && pass.Moments is { } moments)
            moments.CopyTo(normalization.Layer, saved.Span);
        else if (normalization is not null)
            Moments(x, pass.Rows.Statistics, Row(saved, Mean), Row(saved, Inverse));
        else
            saved.Span.Slice(Shape.C * Inverse, 2 * Shape.C).Fill(T.One);
        var y = pass.Primal.SetValue(Output, pass.Buffers.Rent(ShapeFor(pass.Rows.Count)));
        if (pool == 2)
            Simd.Run<T, NormalizeForward<T, Pool2>>(Shape.C, new(Operands(pass, x), y.Data));
        else
            Simd.Run<T, NormalizeForward<T, Pool1>>(Shape.C, new(Operands(pass, x), y.Data));
    }

    public override void Vjp<T>(Pass<T> pass)
    {
        var x = pass.Value(Input);
        var operands = Operands(pass, x);
        var gy = pass.Primal.Gradient(Output).Data;
        var gx = overwritesInput && !pass.KeepsTape ? pass.Primal.TakeValue(Input) : pass.Buffers.Rent(x.Shape);
        var (gGain, gBias) = Affine(pass.Primal.ParameterGradients!, pass.Primal.Saved(Output), Scratch);
        if (pool == 2)
            Simd.Run<T, NormalizeVjp<T, Pool2>>(Shape.C, new(operands, gy, gx.Data, gGain, gBias));
        else
            Simd.Run<T, NormalizeVjp<T, Pool1>>(Shape.C, new(operands, gy, gx.Data, gGain, gBias));
        pass.Primal.AddGradient(Input, gx);
    }

    public override void Jvp<T>(Pass<T> pass)
    {
        var saved = pass.Tangent.Save(Output, pass.Buffers.RentZeroed(new Shape(SavedRows, 1, 1, Shape.C)));
        var (dGain, dBias) = Affine(pass.Tangent.Parameters, saved, Gain);
        var dy = pass.Tangent.SetValue(Output, pass.Buffers.Rent(ShapeFor(pass.Rows.Count)));
        var operands = Operands(pass, pass.Value(Input));
        var dx = pass.Tangent.Value(Input).Data;
        if (pool == 2)
            Simd.Run<T, NormalizeJvp<T, Pool2>>(Shape.C, new(operands, dx, dGain, dBias, dy.Data, Row(saved, TangentMean), Row(saved, TangentCovariance)));
        else
            Simd.Run<T, NormalizeJvp<T, Pool1>>(Shape.C, new(operands, dx, dGain, dBias, dy.Data, Row(saved, TangentMean), Row(saved, TangentCovariance)));
    }

    public override void VjpTangent<T>(Pass<T> pass)
    {
        var saved = pass.Tangent.Saved(Output);
        var operands = Operands(pass, pass.Value(Input));
        var gy = pass.Primal.Gradient(Output).Data;
        var (gGain, gBias) = Affine(pass.Primal.ParameterGradients!, pass.Primal.Saved(Output), Scratch);
        var (dGain, _) = Affine(pass.Tangent.Parameters, saved, Gain);
        var (dgGain, dgBias) = Affine(pass.Tangent.ParameterGradients!, saved, Scratch);
        var dx = pass.Tangent.Value(Input);
        T* mean = Row(saved, TangentMean), covariance = Row(saved, TangentCovariance);
        var dgy = pass.Tangent.Gradient(Output).Data;
        var dgx = overwritesInput ? pass.Tangent.TakeValue(Input) : pass.Buffers.Rent(dx.Shape);
        if (pool == 2)
            Simd.Run<T, NormalizeVjpTangent<T, Pool2>>(Shape.C, new(operands, gy, gGain, gBias, dx.Data, dGain, mean, covariance, dgy, dgx.Data, dgGain, dgBias));
        else
            Simd.Run<T, NormalizeVjpTangent<T, Pool1>>(Shape.C, new(operands, gy, gGain, gBias, dx.Data, dGain, mean, covariance, dgy, dgx.Data, dgGain, dgBias));
        pass.Tangent.AddGradient(Input, dgx);
    }

    /// <summary>Adds the mean and the variance that a forward pass normalized by, under the layer's name.</summary>
    public void AddMomentsTo<T>(NormalizationMoments moments, Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (normalization is null)
            return;
        var saved = pass.Primal.Saved(Output);
        var mean = new T[Shape.C];
        var variance = new T[Shape.C];
        for (var c = 0; c < Shape.C; c++)
        {
            mean[c] = Row(saved, Mean)[c];
            var inverse = double.CreateChecked(Row(saved, Inverse)[c]);
            variance[c] = T.CreateChecked(Math.Max(0, 1 / (inverse * inverse) - NormalizationMoments.Epsilon));
        }
        moments.Add(normalization.Layer, new LayerMoments(TensorMemory.Copy<T>(mean), TensorMemory.Copy<T>(variance)));
    }

    private static void Moments<T>(Block<T> x, int rows, T* mean, T* inverse) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Simd.Run<T, MomentsKernel<T>>(x.Shape.C, new(rows * x.Shape.H * x.Shape.W, x.Shape.C, x.Data, mean, inverse, T.CreateChecked(NormalizationMoments.Epsilon)));

    private Normalized<T> Operands<T>(Pass<T> pass, Block<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var saved = pass.Primal.Saved(Output);
        var (gain, bias) = Affine(pass.Primal.Parameters, saved, Gain);
        var rows = normalization is null ? 0 : pass.Rows.Statistics;
        return new Normalized<T>(x.Shape, rows, T.CreateChecked(slope), x.Data, Row(saved, Mean), Row(saved, Inverse), gain, bias);
    }

    /// <summary>
    /// Where gain and bias lie in a vector, or in the rows from <paramref name="row"/> on of what is saved where there are none.
    /// </summary>
    private Pair<T> Affine<T>(ParameterVector<T> vector, Block<T> saved, int row) where T : unmanaged, IBinaryFloatingPointIeee754<T> => normalization is null
        ? new(Row(saved, row), Row(saved, row + 1))
        : new(vector.At(normalization.Gain), vector.At(normalization.Bias));

    private T* Row<T>(Block<T> saved, int row) where T : unmanaged, IBinaryFloatingPointIeee754<T> => saved.Data + row * Shape.C;

    private readonly struct Pair<T>(T* gain, T* bias) where T : unmanaged
    {
        public void Deconstruct(out T* g, out T* b)
        {
            g = gain;
            b = bias;
        }
    }
}

/// <summary>A normalization layer: its name, its gain and its bias.</summary>
internal sealed record NormalizationSlots(string Layer, Slot Gain, Slot Bias);
