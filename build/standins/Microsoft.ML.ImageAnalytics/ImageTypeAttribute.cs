using System;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Says that a member of type <see cref="MLImage"/> is a column of images, of this size if one is given.</summary>
public sealed class ImageTypeAttribute : DataViewTypeAttribute
{
    private readonly int _height;
    private readonly int _width;

    public ImageTypeAttribute()
    {
    }

    public ImageTypeAttribute(int height, int width)
    {
        if (height <= 0)
            throw new ArgumentOutOfRangeException(nameof(height), height, "Must be positive.");
        if (width <= 0)
            throw new ArgumentOutOfRangeException(nameof(width), width, "Must be positive.");
        _height = height;
        _width = width;
    }

    public override bool Equals(DataViewTypeAttribute? other)
    {
        return other is ImageTypeAttribute image && _height == image._height && _width == image._width;
    }

    public override int GetHashCode() => HashCode.Combine(_height, _width);

    public override void Register()
    {
        var type = _height > 0 ? new ImageDataViewType(_height, _width) : new ImageDataViewType();
        DataViewTypeManager.Register(type, typeof(MLImage), this);
    }
}
