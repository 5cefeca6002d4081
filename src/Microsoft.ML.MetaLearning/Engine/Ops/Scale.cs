namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the product with one learned number: y = s * x.</summary>
internal sealed unsafe class Scale(int input, Shape shape, Slot factor) : BilinearOp(input, shape)
{
    protected override Block<T> Apply<T>(Pass<T> pass, Block<T> x, ParameterVector<T> weights, Block<T>? sum)
    {
        sum ??= pass.Buffers.RentZeroed(x.Shape);
        Elementwise.AddScaled(sum.Data, *weights.At(factor), x.Data, checked((int)x.Shape.Length));
        return sum;
    }

    protected override Block<T> ByInput<T>(Pass<T> pass, Block<T> gy, ParameterVector<T> weights, Block<T>? sum) =>
        Apply(pass, gy, weights, sum);

    protected override void ByWeights<T>(Pass<T> pass, Block<T> x, Block<T> gy, ParameterVector<T> gradients, bool add) =>
        *gradients.At(factor) += Elementwise.Dot(x.Data, gy.Data, checked((int)x.Shape.Length));
}
