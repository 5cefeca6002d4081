using System;
using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Shows an episode of images.</summary>
internal static class EpisodeSection
{
    public static Markup Draw(EpisodeLoader loader)
    {
        using var scope = NewDisposeScope();
        if (EpisodeGrid.Draw(loader.Load(0)) is not { } grid)
            return Markup.Empty;
        return $"""
            <section id="episode"><h2>An episode</h2>
            <p>The first one: a row for each class; on the left the support examples that the model adapts to,
            on the right the query examples that it then has to classify.</p>
            <figure class="episode"><img src="data:image/png;base64,{Convert.ToBase64String(grid.ToPng())}"
            width="{grid.Width}" height="{grid.Height}" alt="Support and query examples of an episode"></figure></section>
            """;
    }
}
