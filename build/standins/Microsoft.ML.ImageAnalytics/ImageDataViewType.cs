using System;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>The type of a column of images; a height and width of 0 mean that the sizes vary.</summary>
public sealed class ImageDataViewType : StructuredDataViewType
{
    public readonly int Height;

    public readonly int Width;

    public ImageDataViewType(int height, int width)
        : base(typeof(MLImage))
    {
        if (height <= 0)
            throw new ArgumentOutOfRangeException(nameof(height), height, "Must be positive.");
        if (width <= 0)
            throw new ArgumentOutOfRangeException(nameof(width), width, "Must be positive.");
        if ((long)height * width > int.MaxValue / 4)
            throw new ArgumentOutOfRangeException(nameof(height), $"Height {height} times width {width} must be at most {int.MaxValue / 4}.");
        Height = height;
        Width = width;
    }

    public ImageDataViewType()
        : base(typeof(MLImage))
    {
    }

    internal bool HasKnownSize => Height > 0;

    public override bool Equals(DataViewType? other)
    {
        return other is ImageDataViewType image && Height == image.Height && Width == image.Width;
    }

    public override int GetHashCode() => HashCode.Combine(Height, Width);

    public override string ToString() => HasKnownSize ? $"Image<{Height}, {Width}>" : "Image";
}
