using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>The product with one learned number: y = s * x.</summary>
internal sealed unsafe class Scale(int input, Shape shape, Slot factor, bool ofNetworkInput) : Op([input], shape)
{
    public override void Forward<T>(Pass<T> pass) => pass.Primal.SetValue(Output, Product(pass, *pass.Primal.Parameters.At(factor), pass.Value(Input)));

    // x-bar = s * y-bar, s-bar = x . y-bar
    public override void Vjp<T>(Pass<T> pass)
    {
        var gy = pass.Primal.Gradient(Output);
        *pass.Primal.ParameterGradients!.At(factor) += Dot(pass.Value(Input), gy);
        if (!ofNetworkInput)
            pass.Primal.AddGradient(Input, Product(pass, *pass.Primal.Parameters.At(factor), gy));
    }

    public override void Jvp<T>(Pass<T> pass)
    {
        var dy = Product(pass, *pass.Tangent.Parameters.At(factor), pass.Value(Input));
        if (!ofNetworkInput)
            AddProduct(dy, *pass.Primal.Parameters.At(factor), pass.Tangent.Value(Input));
        pass.Tangent.SetValue(Output, dy);
    }

    public override void VjpTangent<T>(Pass<T> pass)
    {
        Block<T> gy = pass.Primal.Gradient(Output), dgy = pass.Tangent.Gradient(Output);
        *pass.Tangent.ParameterGradients!.At(factor) += Dot(pass.Value(Input), dgy);
        if (ofNetworkInput)
            return;
        *pass.Tangent.ParameterGradients!.At(factor) += Dot(pass.Tangent.Value(Input), gy);
        var dgx = Product(pass, *pass.Primal.Parameters.At(factor), dgy);
        AddProduct(dgx, *pass.Tangent.Parameters.At(factor), gy);
        pass.Tangent.AddGradient(Input, dgx);
    }

    private static Block<T> Product<T>(Pass<T> pass, T scalar, Block<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = pass.Buffers.RentZeroed(x.Shape);
        AddProduct(y, scalar, x);
        return y;
    }

    private static void AddProduct<T>(Block<T> sum, T scalar, Block<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementwise.AddScaled(sum.Data, scalar, x.Data, checked((int)x.Shape.Length));

    private static T Dot<T>(Block<T> a, Block<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementwise.Dot(a.Data, b.Data, checked((int)a.Shape.Length));
}
