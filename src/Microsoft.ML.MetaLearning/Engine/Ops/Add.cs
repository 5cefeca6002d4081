namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the sum of two nodes of one shape: a residual connection.</summary>
internal sealed class Add(int a, int b, Shape shape) : LinearMap([a, b], shape)
{
    protected override Block<T> Apply<T>(BufferPool<T> buffers, Block<T> x, Block<T>? sum)
    {
        if (sum is null)
            return Transpose(buffers, x);
        Elementwise.Add(sum, x);
        return sum;
    }

    protected override Block<T> Transpose<T>(BufferPool<T> buffers, Block<T> gy)
    {
        var copy = buffers.Rent(gy.Shape);
        gy.Span.CopyTo(copy.Span);
        return copy;
    }
}
