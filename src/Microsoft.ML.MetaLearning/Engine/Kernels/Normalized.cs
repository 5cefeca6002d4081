namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Represents what the kernels of a normalization work on: z = gain * (y - mean) * inverse + bias per channel, then the rectifier of a
/// slope for negative values, then max pooling to p. The mean and the inverse standard deviation are those of the first
/// <see cref="Rows"/> examples, constant if that is 0.
/// </summary>
/// <remarks>
/// Vectors per channel have length C. y and its like have the shape <see cref="Shape"/>, p and its like that shape pooled.
/// </remarks>
internal readonly unsafe struct Normalized<T>(Shape shape, int rows, T slope, T* y, T* mean, T* inverse, T* gain, T* bias)
    where T : unmanaged
{
    public readonly Shape Shape = shape;
    public readonly int Rows = rows;
    public readonly T Slope = slope;
    public readonly T* Y = y, Mean = mean, Inverse = inverse, Gain = gain, Bias = bias;

    /// <summary>The scalars that the moments are taken over, per channel.</summary>
    public int Sample => Rows * Shape.H * Shape.W;
}
