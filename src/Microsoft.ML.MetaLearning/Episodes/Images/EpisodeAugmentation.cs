using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Changes the images of episodes in meta-training, as a function of the seed, the number of the episode and the rows.</summary>
/// <param name="Classes">The augmentation of classes.</param>
/// <param name="Support">The transforms of support images, in order.</param>
/// <param name="Query">The transforms of query images, in order.</param>
internal sealed record EpisodeAugmentation(Augmentation Classes, IReadOnlyList<ImageTransform> Support, IReadOnlyList<ImageTransform> Query)
{
    private const int QuarterTurns = 4;

    /// <summary>Gets or sets the transforms of all images of an episode alike, before those of support and query.</summary>
    public IReadOnlyList<ImageTransform> Episode { get; init; } = [];

    // Streams of chance apart from that of a mixture of sources.
    private const long TurnStream = -2, TransformStream = -3;

    public static EpisodeAugmentation None { get; } = new(Augmentation.None, [], []);

    /// <summary>Gets the number of classes that each class becomes.</summary>
    public int Copies => Classes == Augmentation.RotationsAsClasses ? QuarterTurns : 1;

    /// <summary>Checks that examples are images that can be so changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The examples are not such images.</exception>
    public void Check(IReadOnlyList<long> inputShape)
    {
        if (Classes != Augmentation.None && (inputShape.Count != 3 || inputShape[1] != inputShape[2]))
            throw new ArgumentOutOfRangeException(nameof(Augmentation), Classes,
                $"rotations need square images, but an example has shape [{string.Join(", ", inputShape)}].");
        foreach (var (option, transforms) in new[]
        {
            (OptionNames.EpisodeTransforms, Episode), (OptionNames.SupportTransforms, Support), (OptionNames.QueryTransforms, Query),
        })
            Check(option, transforms, inputShape);
    }

    private static void Check(string option, IReadOnlyList<ImageTransform> transforms, IReadOnlyList<long> inputShape)
    {
        if (transforms.Count > 0 && inputShape.Count != 3)
            throw new ArgumentOutOfRangeException(option,
                $"transforms need images, of shape [channels, height, width], but an example has shape [{string.Join(", ", inputShape)}].");
        foreach (var transform in transforms)
            transform.Check(new ImageSize((int)inputShape[0], (int)inputShape[1], (int)inputShape[2]));
    }

    /// <summary>Returns the quarter turns of the images of each class of an episode.</summary>
    /// <param name="classes">[ways] classes. Where rotations are classes, those of t quarter turns follow those of fewer.</param>
    /// <param name="count">The number of classes, without their rotations.</param>
    /// <param name="seed">The seed of the episodes.</param>
    /// <param name="index">The number of the episode.</param>
    public int[] Turns(int[] classes, int count, int seed, long index)
    {
        if (Classes != Augmentation.RandomRotations)
            return Array.ConvertAll(classes, c => c / count);
        var random = new Random(Seeds.Mix(Seeds.Mix(seed, TurnStream), index));
        return Array.ConvertAll(classes, _ => random.Next(QuarterTurns));
    }

    /// <summary>Transforms images in place: all by the random numbers of the episode, then each by its own.</summary>
    /// <param name="images">[n, channels, height, width], contiguous and in single precision on the CPU.</param>
    /// <param name="rows">[n], the rows of the images in the data.</param>
    /// <param name="transforms">The transforms of the support or of the query.</param>
    /// <param name="seed">The seed of the episodes.</param>
    /// <param name="index">The number of the episode.</param>
    public void Apply(Tensor images, long[] rows, IReadOnlyList<ImageTransform> transforms, int seed, long index)
    {
        if (Episode.Count + transforms.Count == 0)
            return;
        var size = new ImageSize((int)images.shape[1], (int)images.shape[2], (int)images.shape[3]);
        var values = MemoryMarshal.Cast<byte, float>(images.bytes);
        var ofEpisode = Seeds.Mix(Seeds.Mix(seed, TransformStream), index);
        for (var i = 0; i < rows.Length; i++)
        {
            var image = values.Slice(i * size.Length, size.Length);
            Apply(image, size, Episode, new Random(ofEpisode));
            Apply(image, size, transforms, new Random(Seeds.Mix(ofEpisode, rows[i])));
        }
    }

    private static void Apply(Span<float> image, ImageSize size, IReadOnlyList<ImageTransform> transforms, Random random)
    {
        foreach (var transform in transforms)
            transform.Apply(image, size, random);
    }

    // images: [n, channels, size, size]
    public static Tensor Turn(Tensor images, int turns) => turns == 0 ? images : images.rot90(turns, (2, 3));
}
