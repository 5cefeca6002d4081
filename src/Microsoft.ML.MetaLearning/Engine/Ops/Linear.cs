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
        var gy = pass.Primal.Gradient(Output);
        AddParameterGradients(pass, gy, pass.Primal.ParameterGradients!);
        if (ofNetworkInput)
            return;
        var gx = pass.Buffers.RentZeroed(pass.Value(Input).Shape);
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
        Block<T> gy = pass.Primal.Gradient(Output), dgy = pass.Tangent.Gradient(Output);
        AddParameterGradients(pass, dgy, pass.Tangent.ParameterGradients!);
        if (ofNetworkInput)
            return;
        Matrix.AddTransposedProduct(pass.Tangent.ParameterGradients!.At(weight), gy.Data, pass.Tangent.Value(Input).Data, Shape.C, gy.Shape.N, Length);
        var dgx = pass.Buffers.RentZeroed(pass.Value(Input).Shape);
        AddInputGradient(dgx, dgy, pass.Primal.Parameters);
        AddInputGradient(dgx, gy, pass.Tangent.Parameters);
        pass.Tangent.AddGradient(Input, dgx);
    }

    private Block<T> Apply<T>(Pass<T> pass, Block<T> x, ParameterVector<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = pass.Buffers.Rent(ShapeFor(x.Shape.N));
        for (var n = 0; n < x.Shape.N; n++)
            new ReadOnlySpan<T>(parameters.At(bias), Shape.C).CopyTo(y.Span[(n * Shape.C)..]);
        if (SparseInput(pass) is { } sparse)
            sparse.AddProductWithTransposed(y.Data, parameters.At(weight), Shape.C);
        else
            AddProduct(y, x, parameters);
        return y;
    }

    private SparseRows<T>? SparseInput<T>(Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T> => ofNetworkInput ? pass.SparseInput : null;

    private void AddProduct<T>(Block<T> y, Block<T> x, ParameterVector<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Matrix.AddProductWithTransposed(y.Data, x.Data, parameters.At(weight), x.Shape.N, Shape.C, Length);

    private void AddParameterGradients<T>(Pass<T> pass, Block<T> gy, ParameterVector<T> target) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (SparseInput(pass) is { } sparse)
            sparse.AddTransposedProduct(target.At(weight), gy.Data, Shape.C);
        else
            Matrix.AddTransposedProduct(target.At(weight), gy.Data, pass.Value(Input).Data, Shape.C, gy.Shape.N, Length);
        for (var n = 0; n < gy.Shape.N; n++)
            Elementwise.AddScaled(target.At(bias), T.One, gy.Data + n * Shape.C, Shape.C);
    }

    private void AddInputGradient<T>(Block<T> gx, Block<T> gy, ParameterVector<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Matrix.AddProduct(gx.Data, gy.Data, parameters.At(weight), gy.Shape.N, Shape.C, Length);
}
