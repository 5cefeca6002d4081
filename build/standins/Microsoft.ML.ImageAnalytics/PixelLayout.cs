using System;
using System.Collections.Generic;
using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Which colours are taken from an image, in which order, and what becomes of their values.</summary>
internal sealed record PixelLayout(
    ImagePixelExtractingEstimator.ColorBits Colors,
    ImagePixelExtractingEstimator.ColorsOrder Order,
    bool Interleave,
    float Offset,
    float Scale,
    bool AsFloat)
{
    public int Planes => BitOperations.PopCount((uint)Colors);

    public DataViewType ItemType => AsFloat ? NumberDataViewType.Single : NumberDataViewType.Byte;

    public VectorDataViewType TypeFor(ImageDataViewType image)
    {
        var item = (PrimitiveDataViewType)ItemType;
        return Interleave
            ? new VectorDataViewType(item, image.Height, image.Width, Planes)
            : new VectorDataViewType(item, Planes, image.Height, image.Width);
    }

    public void Extract(MLImage image, Span<float> values)
    {
        var table = new float[byte.MaxValue + 1];
        for (int value = 0; value < table.Length; value++)
            table[value] = (value - Offset) * Scale;
        Extract(image, values, table);
    }

    /// <summary>Bytes are taken as they are: offset and scale are for numbers only.</summary>
    public void Extract(MLImage image, Span<byte> values)
    {
        var table = new byte[byte.MaxValue + 1];
        for (int value = 0; value < table.Length; value++)
            table[value] = (byte)value;
        Extract(image, values, table);
    }

    private void Extract<T>(MLImage image, Span<T> values, T[] table)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        int count = pixels.Length / MLImage.BytesPerPixel;
        int plane = 0;
        foreach (int index in IndicesIn(image))
        {
            int to = Interleave ? plane : plane * count;
            int step = Interleave ? Planes : 1;
            for (int from = index; from < pixels.Length; from += MLImage.BytesPerPixel, to += step)
                values[to] = table[pixels[from]];
            plane++;
        }
    }

    private IEnumerable<int> IndicesIn(MLImage image)
    {
        var (red, green, blue) = image.ColorIndices;
        foreach (char letter in Order.ToString())
        {
            var (color, index) = letter switch
            {
                'A' => (ImagePixelExtractingEstimator.ColorBits.Alpha, MLImage.AlphaIndex),
                'R' => (ImagePixelExtractingEstimator.ColorBits.Red, red),
                'G' => (ImagePixelExtractingEstimator.ColorBits.Green, green),
                _ => (ImagePixelExtractingEstimator.ColorBits.Blue, blue),
            };
            if (Colors.HasFlag(color))
                yield return index;
        }
    }
}
