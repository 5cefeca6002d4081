using System;
using System.Collections.Generic;
using Microsoft.ML.Data;

namespace OmniglotFewShot;

/// <summary>
/// A picture of one prediction: the query on the left; on the right the support drawings, each over a bar as long as its probability.
/// The predicted class is framed green if it is right and red if not.
/// </summary>
internal sealed class ContactSheet
{
    private const int Cell = 120;
    private const int Margin = 10;
    private const int BarHeight = 12;
    private const uint White = 0xFFFFFFFF;
    private const uint Grey = 0xFFB0B0B0;
    private const uint Blue = 0xFF2F6FDE;
    private const uint Green = 0xFF2E9E4F;
    private const uint Red = 0xFFD03B3B;

    private readonly int _width;
    private readonly int _height;
    private readonly uint[] _pixels;

    private ContactSheet(int cells)
    {
        _width = Margin + (cells + 1) * (Cell + Margin) + 2 * Margin;
        _height = Cell + BarHeight + 4 * Margin;
        _pixels = new uint[_width * _height];
        Array.Fill(_pixels, White);
    }

    /// <param name="file">Where to save the picture.</param>
    /// <param name="query">The drawing that was predicted, and its true label.</param>
    /// <param name="support">The drawings and labels that were adapted to.</param>
    /// <param name="scores">The probability of each label.</param>
    /// <param name="predicted">The predicted label.</param>
    public static void Save(
        string file,
        (string Path, string Label) query,
        IReadOnlyList<(string Path, string Label)> support,
        IReadOnlyDictionary<string, float> scores,
        string predicted)
    {
        var sheet = new ContactSheet(support.Count);
        sheet.Draw(query.Path, Margin, 2 * Margin, Blue);
        for (var i = 0; i < support.Count; i++)
        {
            var left = Margin + (i + 1) * (Cell + Margin) + 2 * Margin;
            var frame = support[i].Label != predicted ? Grey : predicted == query.Label ? Green : Red;
            sheet.Draw(support[i].Path, left, 2 * Margin, frame);
            var bar = (int)(Cell * scores[support[i].Label]);
            sheet.Fill(left, 3 * Margin + Cell, bar, BarHeight, frame == Grey ? Blue : frame);
        }
        using var image = MLImage.CreateFromPixels(
            sheet._width, sheet._height, MLPixelFormat.Bgra32, System.Runtime.InteropServices.MemoryMarshal.AsBytes<uint>(sheet._pixels));
        image.Save(file);
    }

    private void Draw(string path, int left, int top, uint frame)
    {
        Fill(left - 4, top - 4, Cell + 8, Cell + 8, frame);
        Fill(left, top, Cell, Cell, White);
        using var image = MLImage.CreateFromFile(path);
        var pixels = image.Pixels;
        for (var y = 0; y < Cell; y++)
            for (var x = 0; x < Cell; x++)
            {
                var shade = pixels[4 * (y * image.Height / Cell * image.Width + x * image.Width / Cell)];
                _pixels[(top + y) * _width + left + x] = 0xFF000000u | (uint)(shade << 16 | shade << 8 | shade);
            }
    }

    private void Fill(int left, int top, int width, int height, uint color)
    {
        for (var y = top; y < top + height; y++)
            Array.Fill(_pixels, color, y * _width + left, width);
    }
}
