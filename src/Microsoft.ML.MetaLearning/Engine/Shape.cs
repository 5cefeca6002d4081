namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>The shape of a block: [n, h, w, c], channels last. A batch of vectors is one of images of one pixel.</summary>
internal readonly record struct Shape(int N, int H, int W, int C)
{
    public long Length => (long)N * H * W * C;

    /// <summary>Pixels of all images together.</summary>
    public int Positions => N * H * W;

    /// <summary>The scalars of one image.</summary>
    public int ImageLength => H * W * C;

    public override string ToString() => $"[{N}, {H}, {W}, {C}]";
}
