using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Draws an episode: a row for each class, its support examples on the left, its query examples on the right.</summary>
internal static class EpisodeGrid
{
    private const int Gap = 2;
    private const byte Background = 128;

    /// <summary>Draws the picture; returns null if the examples are not images.</summary>
    public static Picture? Draw(Episode episode)
    {
        if (!Picture.CanShow(episode.Query.Inputs.shape.AsSpan(1)))
            return null;
        using var scope = NewDisposeScope();
        var range = Picture.Range(cat([episode.Support.Inputs, episode.Query.Inputs]));
        var (support, query) = (ByClass(episode.Support, range), ByClass(episode.Query, range));
        var classes = support.Keys.Union(query.Keys).Order().ToArray();
        var cell = query.Values.First()[0];
        var (stepX, stepY) = (cell.Width + Gap, cell.Height + Gap);
        var supportColumns = support.Values.Select(c => c.Count).DefaultIfEmpty().Max();
        var queryLeft = supportColumns * stepX + (supportColumns > 0 ? cell.Width / 2 : 0);
        var grid = new Picture(queryLeft + query.Values.Max(c => c.Count) * stepX + Gap, classes.Length * stepY + Gap, cell.Channels);
        Array.Fill(grid.Pixels, Background);
        for (var row = 0; row < classes.Length; row++)
        {
            DrawRow(grid, support.GetValueOrDefault(classes[row], []), Gap, row * stepY + Gap);
            DrawRow(grid, query.GetValueOrDefault(classes[row], []), queryLeft + Gap, row * stepY + Gap);
        }
        return grid;
    }

    private static void DrawRow(Picture grid, IReadOnlyList<Picture> pictures, int left, int top)
    {
        foreach (var picture in pictures)
        {
            grid.Draw(picture, left, top);
            left += picture.Width + Gap;
        }
    }

    // The examples of a regression task are one class.
    private static Dictionary<long, List<Picture>> ByClass(Examples examples, (float, float) range)
    {
        var count = (int)examples.Inputs.shape[0];
        var targets = examples.Targets.dtype == ScalarType.Int64 ? examples.Targets.cpu().data<long>().ToArray() : new long[count];
        return Enumerable.Range(0, count).GroupBy(i => targets[i], i => Picture.Of(examples.Inputs[i], range))
            .ToDictionary(c => c.Key, c => c.ToList());
    }
}
