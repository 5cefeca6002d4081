using System;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Changes an image in meta-training at random without changing its class: <see cref="RandomCrop"/>, <see cref="HorizontalFlip"/>,
/// <see cref="RandomRotation"/>, <see cref="ColorJitter"/>, or a class of your own.
/// </summary>
public abstract class ImageTransform
{
    /// <summary>Changes an image. Called from several threads at once.</summary>
    /// <param name="image">[channels, height, width], changed in place.</param>
    /// <param name="size">The size of the image.</param>
    /// <param name="random">The only source of chance: equal states must give equal images.</param>
    public abstract void Apply(Span<float> image, ImageSize size, Random random);

    /// <summary>Checks, before training, that the transform can be applied to images of a size.</summary>
    /// <param name="size">The size.</param>
    public virtual void Check(ImageSize size)
    {
    }
}
