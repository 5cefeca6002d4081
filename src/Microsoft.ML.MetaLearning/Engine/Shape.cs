namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the shape of a block: [n, h, w, c], channels last. A vector is an image of one pixel.</summary>
internal readonly record struct Shape(int N, int H, int W, int C)
{
    public long Length => (long)N * H * W * C;

    /// <summary>Gets the number of pixels of all images.</summary>
    public int Positions => N * H * W;

    /// <summary>Gets the number of scalars of one image.</summary>
    public int ImageLength => H * W * C;

    public override string ToString() => $"[{N}, {H}, {W}, {C}]";
}
