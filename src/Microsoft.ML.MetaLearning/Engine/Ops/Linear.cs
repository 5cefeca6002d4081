using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents a linear layer with bias, of each image as one vector: y = x * transposed weight + bias.</summary>
internal sealed unsafe class Linear(int input, Slot weight, Slot bias) : BilinearOp(input, new Shape(1, 1, 1, bias.Length), bias)
{
    private int Length => weight.Length / Shape.C;

    protected override Block<T> Apply<T>(Pass<T> pass, Block<T> x, ParameterVector<T> weights, Block<T>? sum)
    {
        sum ??= pass.Buffers.RentZeroed(ShapeFor(x.Shape.N));
        if (SparseInput(pass) is { } sparse)
            sparse.AddProductWithTransposed(sum.Data, weights.At(weight), Shape.C);
        else
            Matrix.AddProductWithTransposed(sum.Data, x.Data, weights.At(weight), x.Shape.N, Shape.C, Length);
        return sum;
    }

    protected override Block<T> ByInput<T>(Pass<T> pass, Block<T> gy, ParameterVector<T> weights, Block<T>? sum)
    {
        sum ??= pass.Buffers.RentZeroed(pass.Value(Input).Shape);
        Matrix.AddProduct(sum.Data, gy.Data, weights.At(weight), gy.Shape.N, Shape.C, Length);
        return sum;
    }

    protected override void ByWeights<T>(Pass<T> pass, Block<T> x, Block<T> gy, ParameterVector<T> gradients, bool add)
    {
        if (SparseInput(pass) is { } sparse)
            sparse.AddTransposedProduct(gradients.At(weight), gy.Data, Shape.C);
        else
            Matrix.AddTransposedProduct(gradients.At(weight), gy.Data, x.Data, Shape.C, gy.Shape.N, Length);
    }

    // The network's input is the only x of a layer that reads it.
    private SparseRows<T>? SparseInput<T>(Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReadsNetworkInput ? pass.SparseInput : null;
}
