using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents a drawing of a made-up character.</summary>
public sealed class GlyphRow
{
    /// <summary>Gets or sets the name of the character.</summary>
    public string Label { get; set; } = "";

    /// <summary>Gets or sets the brightness, [1, 28, 28]: strokes near 1 on a background of 0.</summary>
    [VectorType(1, Glyphs.Size, Glyphs.Size)]
    public float[] Features { get; set; } = [];
}

/// <summary>Draws made-up characters: a few random curved strokes, each time with another slant, size, place and tremor.</summary>
internal static class Glyphs
{
    public const int Size = 28;
    private const float Pen = 1.1f;
    private const int PointsPerStroke = 24;

    public static IEnumerable<GlyphRow> Draw(int classes, int drawings, int seed)
    {
        Checks.Positive(classes, nameof(classes));
        Checks.Positive(drawings, nameof(drawings));
        return from glyph in Enumerable.Range(0, classes)
               let strokes = Strokes(new Random(Seeds.Mix(seed, glyph)))
               from drawing in Enumerable.Range(0, drawings)
               let random = new Random(Seeds.Mix(seed, ((long)glyph + 1) * int.MaxValue + drawing))
               select new GlyphRow { Label = $"glyph {glyph:D4}", Features = Render(strokes, random) };
    }

    /// <summary>Returns two to four cubic curves of four control points each, in the unit square.</summary>
    private static Vector2[][] Strokes(Random random) => Enumerable.Range(0, random.Next(2, 5))
        .Select(_ => Enumerable.Range(0, 4).Select(_ => new Vector2(random.NextSingle(), random.NextSingle())).ToArray()).ToArray();

    private static float[] Render(Vector2[][] strokes, Random random)
    {
        var center = new Vector2(0.5f);
        var transform = Matrix3x2.CreateRotation(Jitter(random, 0.15f), center)
            * Matrix3x2.CreateSkew(Jitter(random, 0.15f), 0, center)
            * Matrix3x2.CreateScale(0.75f + Jitter(random, 0.12f), 0.75f + Jitter(random, 0.12f), center)
            * Matrix3x2.CreateTranslation(Jitter(random, 0.06f), Jitter(random, 0.06f));
        var image = new float[Size * Size];
        foreach (var stroke in strokes)
        {
            var shaky = Array.ConvertAll(
                stroke, p => Vector2.Transform(p + new Vector2(Jitter(random, 0.04f), Jitter(random, 0.04f)), transform) * Size);
            for (var i = 0; i <= PointsPerStroke; i++)
                Dot(image, Bezier(shaky, i / (float)PointsPerStroke));
        }
        return image;
    }

    private static float Jitter(Random random, float range) => (2 * random.NextSingle() - 1) * range;

    private static Vector2 Bezier(Vector2[] p, float t)
    {
        var s = 1 - t;
        return s * s * s * p[0] + 3 * s * s * t * p[1] + 3 * s * t * t * p[2] + t * t * t * p[3];
    }

    /// <summary>Draws a soft round dot: full within the pen's radius, fading over one pixel.</summary>
    private static void Dot(float[] image, Vector2 at)
    {
        for (var y = Math.Max(0, (int)(at.Y - 2)); y <= Math.Min(Size - 1, (int)(at.Y + 2)); y++)
            for (var x = Math.Max(0, (int)(at.X - 2)); x <= Math.Min(Size - 1, (int)(at.X + 2)); x++)
            {
                var ink = Math.Clamp(Pen + 0.5f - Vector2.Distance(at, new Vector2(x + 0.5f, y + 0.5f)), 0, 1);
                image[y * Size + x] = Math.Max(image[y * Size + x], ink);
            }
    }
}
