using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>The mean of each channel over the positions of an image.</summary>
internal sealed unsafe class GlobalAveragePool(int input, Shape inputShape) : Op([input], new Shape(1, 1, 1, inputShape.C))
{
    public override void Forward<T>(Pass<T> pass) => pass.Primal.SetValue(Output, Average(pass, pass.Value(Input)));

    public override void Vjp<T>(Pass<T> pass) => pass.Primal.AddGradient(Input, Spread(pass, pass.Primal.Gradient(Output)));

    public override void Jvp<T>(Pass<T> pass) => pass.Tangent.SetValue(Output, Average(pass, pass.Tangent.Value(Input)));

    public override void VjpTangent<T>(Pass<T> pass) => pass.Tangent.AddGradient(Input, Spread(pass, pass.Tangent.Gradient(Output)));

    private int Positions => inputShape.H * inputShape.W;

    private Block<T> Average<T>(Pass<T> pass, Block<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = pass.Buffers.RentZeroed(ShapeFor(x.Shape.N));
        var share = T.One / T.CreateChecked(Positions);
        for (var n = 0; n < x.Shape.N; n++)
            for (var i = 0; i < Positions; i++)
                Elementwise.AddScaled(y.Data + n * Shape.C, share, x.Data + ((long)n * Positions + i) * Shape.C, Shape.C);
        return y;
    }

    private Block<T> Spread<T>(Pass<T> pass, Block<T> gy) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var gx = pass.Buffers.RentZeroed(inputShape with { N = gy.Shape.N });
        var share = T.One / T.CreateChecked(Positions);
        for (var n = 0; n < gy.Shape.N; n++)
            for (var i = 0; i < Positions; i++)
                Elementwise.AddScaled(gx.Data + ((long)n * Positions + i) * Shape.C, share, gy.Data + n * Shape.C, Shape.C);
        return gx;
    }
}
