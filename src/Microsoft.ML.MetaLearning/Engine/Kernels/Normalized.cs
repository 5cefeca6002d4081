namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Represents the operands of the normalization kernels: z = gain * (y - mean) * inverse + bias per channel, then a rectifier with a slope
/// for negative values, then max pooling to p. Mean and inverse standard deviation are those of the first <see cref="Rows"/> examples;
/// they are constants if that is 0.
/// </summary>
/// <remarks>
/// Vectors per channel have length C. y, its gradients and tangents have the shape <see cref="Shape"/>; those of p have it pooled.
/// </remarks>
internal readonly unsafe struct Normalized<T>(Shape shape, int rows, T slope, T* y, T* mean, T* inverse, T* gain, T* bias)
    where T : unmanaged
{
    public readonly Shape Shape = shape;
    public readonly int Rows = rows;
    public readonly T Slope = slope;
    public readonly T* Y = y, Mean = mean, Inverse = inverse, Gain = gain, Bias = bias;

    /// <summary>Gets the number of scalars per channel that the moments are taken over.</summary>
    public int Sample => Rows * Shape.H * Shape.W;
}
