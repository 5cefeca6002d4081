using System;
using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <content>Episodes, and what they are drawn from.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Draws episodes to be saved and replayed. They are those that <see cref="Evaluate"/> draws under the same protocol from the same
    /// rows, if the pipeline leaves the label as it is.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="protocol">
    /// The episodes. The default is 600; sizes that are left open are 5 ways, 1 shot and 15 query shots, as trainers have by default.
    /// </param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <exception cref="ArgumentException">The rows do not suit the sampling.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing or of a wrong type, or the rows are too few for the episodes asked for.
    /// </exception>
    public SavedEpisodes DrawEpisodes(IDataView data, EvaluationProtocol? protocol = null, string labelColumnName = "Label") =>
        DrawnEpisodes.Of(data, protocol ?? new(), labelColumnName);

    /// <summary>Takes no more than so many classes, and no more than so many rows of each, at random.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="maxClasses">The most classes; all if <see langword="null"/>.</param>
    /// <param name="maxRowsPerClass">The most rows of a class; all if <see langword="null"/>.</param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <param name="seed">The same seed takes the same classes and rows.</param>
    /// <returns>The rows, in the order of <paramref name="data"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a wrong type, or a limit is not positive.</exception>
    public IDataView LimitClasses(
        IDataView data, int? maxClasses = null, int? maxRowsPerClass = null, string labelColumnName = "Label", int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        return ClassSubset.Limit(data, maxClasses, maxRowsPerClass, labelColumnName, seed);
    }

    /// <summary>
    /// Puts the rows of several sources one after another, for <see cref="MixedSampling"/>: the label becomes the text "source/label".
    /// </summary>
    /// <param name="sources">The rows of each source, by its name.</param>
    /// <param name="labelColumnName">The column that names the class, in all of them.</param>
    /// <returns>
    /// A view with the columns that all sources have with the same type, but for keys, whose values may mean something else in each.
    /// </returns>
    /// <exception cref="ArgumentException">There are no sources, or one has an empty name or one with a '/'.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label column is missing or of a wrong type.</exception>
    public IDataView CombineSources(IReadOnlyDictionary<string, IDataView> sources, string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(sources);
        return CombinedSources.Create(sources, labelColumnName);
    }

    /// <summary>
    /// Looks for classes and examples that stand in more than one part of a split. It reads the rows once and keeps hashes alone.
    /// </summary>
    /// <param name="split">The split.</param>
    /// <include file="docs.xml" path="docs/leaks/*"/>
    public LeakReport FindLeaks(ClassSplit split, string labelColumnName = "Label", string? contentColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        var parts = new Dictionary<string, IDataView>
        {
            [nameof(split.MetaTrain)] = split.MetaTrain,
            [nameof(split.MetaValidation)] = split.MetaValidation,
            [nameof(split.MetaTest)] = split.MetaTest,
        };
        return FindLeaks(parts, labelColumnName, contentColumnName);
    }

    /// <summary>
    /// Looks for classes and examples that stand in more than one of several views. It reads the rows once and keeps hashes alone.
    /// </summary>
    /// <param name="parts">The views, by name.</param>
    /// <include file="docs.xml" path="docs/leaks/*"/>
    public LeakReport FindLeaks(
        IReadOnlyDictionary<string, IDataView> parts, string labelColumnName = "Label", string? contentColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return LeakSearch.Run(parts, labelColumnName, contentColumnName);
    }
}
