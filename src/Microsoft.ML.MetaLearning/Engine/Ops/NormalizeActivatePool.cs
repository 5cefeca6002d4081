using System;
using System.Numerics;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Represents batch normalization, a rectifier and max pooling in one sweep over the memory: z = gain * (x - mean) / sqrt(variance +
/// epsilon) + bias; y is the largest z of a window, times the slope if negative.
/// </summary>
/// <typeparam name="TPool">The side of the pooling windows.</typeparam>
/// <param name="input">The node that it reads.</param>
/// <param name="inputShape">The shape of one image of it.</param>
/// <param name="normalization">The layer's name, gain and bias; null for no normalization.</param>
/// <param name="slope">The factor of negative values: 0 for a rectifier, 1 for none.</param>
internal sealed unsafe class NormalizeActivatePool<TPool>(int input, Shape inputShape, NormalizationSlots? normalization, double slope)
    : Op([input], inputShape with { H = inputShape.H / TPool.Size, W = inputShape.W / TPool.Size })
    where TPool : struct, IPool
{
    // The rows of the saved block. Those from Gain on are only used without normalization.
    private const int Mean = 0, Inverse = 1, Gain = 2, Scratch = 4, SavedRows = 6;
    private const int TangentMean = 0, TangentCovariance = 1;

    public override bool CanOverwriteInput => true;

    public override bool MixesRows => normalization is not null;

    public override Shape SavedShape(int rows) => new(SavedRows, 1, 1, Shape.C);

    public override void Forward<T>(Pass<T> pass)
    {
        var x = pass.Value(Input);
        var saved = NewSaved(pass, pass.Primal);
        saved.Span.Clear();
        if (normalization is null)
            saved.Span.Slice(Shape.C * Inverse, 2 * Shape.C).Fill(T.One);
        else if (pass.Moments is { } moments)
            moments.CopyTo(normalization.Layer, saved.Span);
        else
            Simd.Run<T, MomentsKernel<T>>(Shape.C, new(
                pass.Rows.Statistics * x.Shape.H * x.Shape.W, Shape.C, x.Data, Row(saved, Mean), Row(saved, Inverse),
                T.CreateChecked(NormalizationMoments.Epsilon)));
        var y = NewValue(pass, pass.Primal);
        Simd.Run<T, NormalizeForward<T, TPool>>(Shape.C, new(Operands(pass, x), y.Data));
    }

    public override void Vjp<T>(Pass<T> pass)
    {
        var x = pass.Value(Input);
        var operands = Operands(pass, x);
        var gx = OverwritesInput && !pass.KeepsTape ? pass.Primal.TakeValue(Input) : pass.Buffers.Rent(x.Shape);
        Affine(pass.Primal.ParameterGradients!, pass.Primal.Saved(Output), Scratch, out var gGain, out var gBias);
        Simd.Run<T, NormalizeVjp<T, TPool>>(Shape.C, new(operands, pass.Primal.Gradient(Output).Data, gx.Data, gGain, gBias));
        pass.Primal.AddGradient(Input, gx);
    }

    public override void Jvp<T>(Pass<T> pass)
    {
        var saved = NewSaved(pass, pass.Tangent);
        saved.Span.Clear();
        Affine(pass.Tangent.Parameters, saved, Gain, out var dGain, out var dBias);
        var dx = pass.Tangent.Value(Input).Data;
        var dy = NewValue(pass, pass.Tangent).Data;
        Simd.Run<T, NormalizeJvp<T, TPool>>(Shape.C, new(
            Operands(pass, pass.Value(Input)), dx, dGain, dBias, dy, Row(saved, TangentMean), Row(saved, TangentCovariance)));
    }

    public override void VjpTangent<T>(Pass<T> pass)
    {
        var saved = pass.Tangent.Saved(Output);
        Affine(pass.Primal.ParameterGradients!, pass.Primal.Saved(Output), Scratch, out var gGain, out var gBias);
        Affine(pass.Tangent.Parameters, saved, Gain, out var dGain, out _);
        Affine(pass.Tangent.ParameterGradients!, saved, Scratch, out var dgGain, out var dgBias);
        var dx = pass.Tangent.Value(Input);
        T* gy = pass.Primal.Gradient(Output).Data, dgy = pass.Tangent.Gradient(Output).Data;
        var dgx = OverwritesInput ? pass.Tangent.TakeValue(Input) : pass.Buffers.Rent(dx.Shape);
        Simd.Run<T, NormalizeVjpTangent<T, TPool>>(Shape.C, new(
            Operands(pass, pass.Value(Input)), gy, gGain, gBias, dx.Data, dGain, Row(saved, TangentMean), Row(saved, TangentCovariance),
            dgy, dgx.Data, dgGain, dgBias));
        pass.Tangent.AddGradient(Input, dgx);
    }

    public override void AddMomentsTo<T>(NormalizationMoments moments, Pass<T> pass)
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

    private Normalized<T> Operands<T>(Pass<T> pass, Block<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var saved = pass.Primal.Saved(Output);
        Affine(pass.Primal.Parameters, saved, Gain, out var gain, out var bias);
        var rows = normalization is null ? 0 : pass.Rows.Statistics;
        return new Normalized<T>(x.Shape, rows, T.CreateChecked(slope), x.Data, Row(saved, Mean), Row(saved, Inverse), gain, bias);
    }

    /// <summary>
    /// Finds gain and bias in a vector; without normalization, in the rows of the saved block from <paramref name="row"/> on.
    /// </summary>
    private void Affine<T>(ParameterVector<T> vector, Block<T> saved, int row, out T* gain, out T* bias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        gain = normalization is null ? Row(saved, row) : vector.At(normalization.Gain);
        bias = normalization is null ? Row(saved, row + 1) : vector.At(normalization.Bias);
    }

    private T* Row<T>(Block<T> saved, int row) where T : unmanaged, IBinaryFloatingPointIeee754<T> => saved.Data + row * Shape.C;
}
