using System;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>The size of an image.</summary>
/// <param name="Channels">Its channels: 1 for gray, 3 for color.</param>
/// <param name="Height">Its rows.</param>
/// <param name="Width">Its columns.</param>
public readonly record struct ImageSize(int Channels, int Height, int Width)
{
    /// <summary>The scalars of a channel.</summary>
    public int Pixels => Height * Width;

    /// <summary>The scalars of an image.</summary>
    public int Length => Channels * Pixels;
}
