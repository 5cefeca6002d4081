using System;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// A random change of an image in meta-training, which keeps its class: <see cref="RandomCrop"/>, <see cref="HorizontalFlip"/>,
/// <see cref="RandomRotation"/>, <see cref="ColorJitter"/>, or one of your own.
/// </summary>
public abstract class ImageTransform
{
    /// <summary>Changes an image. Called from several threads at once.</summary>
    /// <param name="image">[channels, height, width], to be changed in place.</param>
    /// <param name="size">Its size.</param>
    /// <param name="random">The only source of chance: the same state of it must give the same image.</param>
    public abstract void Apply(Span<float> image, ImageSize size, Random random);

    /// <summary>Fails, before training, if it cannot be applied to images of a size.</summary>
    /// <param name="size">The size.</param>
    public virtual void Check(ImageSize size)
    {
    }
}
