using System;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Represents the size of an image.</summary>
/// <param name="Channels">The number of channels: 1 for gray, 3 for color.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Width">The number of columns.</param>
public readonly record struct ImageSize(int Channels, int Height, int Width)
{
    /// <summary>Gets the number of scalars in a channel.</summary>
    public int Pixels => Height * Width;

    /// <summary>Gets the number of scalars in the image.</summary>
    public int Length => Channels * Pixels;
}
