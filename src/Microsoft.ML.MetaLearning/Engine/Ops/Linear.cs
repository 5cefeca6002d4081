using System;
using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>A linear layer with bias, of each image as one vector: y = x * transposed weight + bias.</summary>
internal sealed unsafe class Linear(int input, Slot weight, Slot bias, bool ofNetworkInput) : Op([input], new Shape(1, 1, 1, (int)bias.Size[0]))
{
    private int Length => weight.Length / Shape.C;

    public override void Forward<T>(Pass<T> pass) => pass.Primal.SetValue(Output, Apply(pass, pass.Value(Input), pass.Primal.Parameters));

    public override void Vjp<T>(Pass<T> pass)
    {
        Block<T> x = pass.Value(Input), gy = pass.Primal.Gradient(Output);
        AddParameterGradients(x, gy, pass.Primal.ParameterGradients!);
        if (ofNetworkInput)
            return;
        var gx = pass.Buffers.RentZeroed(x.Shape);
        AddInputGradient(gx, gy, pass.Primal.Parameters);
        pass.Primal.AddGradient(Input, gx);
    }

    // y-dot = x * w-dot + b-dot + x-dot * w
    public override void Jvp<T>(Pass<T> pass)
    {
        var dy = Apply(pass, pass.Value(Input), pass.Tangent.Parameters);
        if (!ofNetworkInput)
            AddProduct(dy, pass.Tangent.Value(Input), pass.Primal.Parameters);
        pass.Tangent.SetValue(Output, dy);
    }

    public override void VjpTangent<T>(Pass<T> pass)
    {
        Block<T> x = pass.Value(Input), gy = pass.Primal.Gradient(Output), dgy = pass.Tangent.Gradient(Output);
        AddParameterGradients(x, dgy, pass.Tangent.ParameterGradients!);
        if (ofNetworkInput)
            return;
        Matrix.AddTransposedProduct(pass.Tangent.ParameterGradients!.At(weight), gy.Data, pass.Tangent.Value(Input).Data, Shape.C, gy.Shape.N, Length);
        var dgx = pass.Buffers.RentZeroed(x.Shape);
        AddInputGradient(dgx, dgy, pass.Primal.Parameters);
        AddInputGradient(dgx, gy, pass.Tangent.Parameters);
        pass.Tangent.AddGradient(Input, dgx);
    }

    private Block<T> Apply<T>(Pass<T> pass, Block<T> x, ParameterVector<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = pass.Buffers.Rent(ShapeFor(x.Shape.N));
        for (var n = 0; n < x.Shape.N; n++)
            new ReadOnlySpan<T>(parameters.At(bias), Shape.C).CopyTo(y.Span[(n * Shape.C)..]);
        AddProduct(y, x, parameters);
        return y;
    }

    private void AddProduct<T>(Block<T> y, Block<T> x, ParameterVector<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Matrix.AddProductWithTransposed(y.Data, x.Data, parameters.At(weight), x.Shape.N, Shape.C, Length);

    private void AddParameterGradients<T>(Block<T> x, Block<T> gy, ParameterVector<T> target) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix.AddTransposedProduct(target.At(weight), gy.Data, x.Data, Shape.C, gy.Shape.N, Length);
        for (var n = 0; n < gy.Shape.N; n++)
            Elementwise.AddScaled(target.At(bias), T.One, gy.Data + n * Shape.C, Shape.C);
    }

    private void AddInputGradient<T>(Block<T> gx, Block<T> gy, ParameterVector<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Matrix.AddProduct(gx.Data, gy.Data, parameters.At(weight), gy.Shape.N, Shape.C, Length);
}
