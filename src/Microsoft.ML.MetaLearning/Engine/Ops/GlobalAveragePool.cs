namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the mean of each channel over the positions of an image.</summary>
internal sealed unsafe class GlobalAveragePool(int input, Shape inputShape) : LinearMap([input], new Shape(1, 1, 1, inputShape.C))
{
    private int Positions => inputShape.H * inputShape.W;

    protected override Block<T> Apply<T>(BufferPool<T> buffers, Block<T> x, Block<T>? sum)
    {
        sum ??= buffers.RentZeroed(ShapeFor(x.Shape.N));
        var share = T.One / T.CreateChecked(Positions);
        for (var i = 0; i < x.Shape.Positions; i++)
            Elementwise.AddScaled(sum.Data + i / Positions * Shape.C, share, x.Data + (long)i * Shape.C, Shape.C);
        return sum;
    }

    protected override Block<T> Transpose<T>(BufferPool<T> buffers, Block<T> gy)
    {
        var gx = buffers.RentZeroed(inputShape with { N = gy.Shape.N });
        var share = T.One / T.CreateChecked(Positions);
        for (var i = 0; i < gx.Shape.Positions; i++)
            Elementwise.AddScaled(gx.Data + (long)i * Shape.C, share, gy.Data + i / Positions * Shape.C, Shape.C);
        return gx;
    }
}
