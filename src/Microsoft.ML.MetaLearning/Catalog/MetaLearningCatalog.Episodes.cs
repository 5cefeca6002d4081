using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <content>Episodes, and what they are drawn from.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Evaluates a meta-learned classifier over episodes of classes it has not seen, chosen in a way of your own choice.</summary>
    /// <param name="metaModel">The fitted pipeline, or the <see cref="MetaLearnedTransformer"/> alone.</param>
    /// <param name="metaTest">Rows of unseen classes, with the columns that the pipeline was fitted on.</param>
    /// <param name="sampling">How the classes and rows of episodes are chosen.</param>
    /// <param name="episodes">Episodes to evaluate.</param>
    /// <param name="ways">
    /// Classes per episode, where <paramref name="sampling"/> leaves them open; as in meta-training if <see langword="null"/>.
    /// </param>
    /// <param name="shots">Support examples per class, likewise.</param>
    /// <param name="queryShots">Query examples per class, likewise.</param>
    /// <param name="adaptationSteps">Gradient steps; the test steps of meta-training if <see langword="null"/>.</param>
    /// <param name="seed">Evaluations of the same seed take the same episodes, so that models can be compared in pairs.</param>
    /// <exception cref="ArgumentException">
    /// The pipeline does not end in a meta-learned classifier, or the rows do not suit the sampling.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column or number does not suit the model, or the rows are too few for the episodes asked for.
    /// </exception>
    public FewShotMetrics Evaluate(
        ITransformer metaModel,
        IDataView metaTest,
        EpisodeSampling sampling,
        int episodes = 600,
        int? ways = null,
        int? shots = null,
        int? queryShots = null,
        int? adaptationSteps = null,
        int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(metaTest);
        ArgumentNullException.ThrowIfNull(sampling);
        CheckNumbers(episodes, adaptationSteps);
        sampling.Check();
        var (preprocessing, meta) = SplitClassifier(metaModel);
        var shape = ShapeFor(meta, ways, shots, queryShots, sampling);
        using var examples = Read(preprocessing, meta, metaTest);
        return Evaluate(meta, new EpisodeLoader(examples, sampling, shape, seed), adaptationSteps,
            (evaluator, source) => evaluator.Classification(source, episodes, EpisodeOrigin.Of(examples, seed)));
    }

    /// <summary>
    /// Evaluates a meta-learned classifier over episodes that were drawn before: the very same ones for every model, version or library.
    /// </summary>
    /// <param name="metaModel">The fitted pipeline, or the <see cref="MetaLearnedTransformer"/> alone.</param>
    /// <param name="metaTest">The rows that the episodes were drawn from, with the columns that the pipeline was fitted on.</param>
    /// <param name="episodes">
    /// The episodes, by <see cref="DrawEpisodes"/> or <see cref="SavedEpisodes.Load"/>; all of them are evaluated.
    /// </param>
    /// <param name="adaptationSteps">Gradient steps; the test steps of meta-training if <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">
    /// The pipeline does not end in a meta-learned classifier, or <paramref name="metaTest"/> lacks a class or rows of the episodes.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A column or number does not suit the model.</exception>
    public FewShotMetrics Evaluate(ITransformer metaModel, IDataView metaTest, SavedEpisodes episodes, int? adaptationSteps = null)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        return Evaluate(metaModel, metaTest, new ReplayedSampling(episodes), episodes.Count, adaptationSteps: adaptationSteps);
    }

    /// <summary>
    /// Draws episodes to be saved and replayed. They are those that <c>Evaluate</c> draws with the same numbers and seed from the same
    /// rows, if the pipeline leaves the label as it is.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="episodes">The number of episodes. The default is 600.</param>
    /// <param name="ways">Classes per episode, where <paramref name="sampling"/> leaves them open. The default is 5.</param>
    /// <param name="shots">Support examples per class, likewise. The default is 1.</param>
    /// <param name="queryShots">Query examples per class, likewise. The default is 15.</param>
    /// <param name="sampling">
    /// How the classes and rows of episodes are chosen; <see cref="EpisodeSampling.Fixed"/> if <see langword="null"/>.
    /// </param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <param name="seed">The same seed draws the same episodes.</param>
    /// <exception cref="ArgumentException">The rows do not suit the sampling.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing or of a wrong type, or the rows are too few for the episodes asked for.
    /// </exception>
    public SavedEpisodes DrawEpisodes(
        IDataView data, int episodes = 600, int ways = 5, int shots = 1, int queryShots = 15, EpisodeSampling? sampling = null, string labelColumnName = "Label", int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        Checks.Between(episodes, 1, Limits.Episodes, nameof(episodes));
        Checks.Between(ways, 1, Limits.Ways, nameof(ways));
        var shape = new EpisodeShape(ways, shots, queryShots);
        CheckShots(shape);
        var classes = ClassSubset.Count(data, labelColumnName);
        var sampler = (sampling ?? EpisodeSampling.Fixed).CreateSampler(classes, shape, seed);
        return new SavedEpisodes(classes, Enumerable.Range(0, episodes).Select(i => sampler.Sample(i)).ToArray());
    }

    /// <summary>Takes no more than so many classes, and no more than so many rows of each, at random.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="maxClasses">The most classes; all if <see langword="null"/>.</param>
    /// <param name="maxRowsPerClass">The most rows of a class; all if <see langword="null"/>.</param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <param name="seed">The same seed takes the same classes and rows.</param>
    /// <returns>The rows, in the order of <paramref name="data"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a wrong type, or a limit is not positive.</exception>
    public IDataView LimitClasses(IDataView data, int? maxClasses = null, int? maxRowsPerClass = null, string labelColumnName = "Label", int seed = 0)
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
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <param name="contentColumnName">
    /// What must not be the same: a text column, of paths whose files are compared, or a vector of Single. "ImagePath" if there is such a
    /// column, otherwise "Features", if <see langword="null"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
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
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <param name="contentColumnName">
    /// What must not be the same: a text column, of paths whose files are compared, or a vector of Single. "ImagePath" if there is such a
    /// column, otherwise "Features", if <see langword="null"/>.
    /// </param>
    /// <exception cref="ArgumentException">There are fewer than two views.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public LeakReport FindLeaks(IReadOnlyDictionary<string, IDataView> parts, string labelColumnName = "Label", string? contentColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return LeakSearch.Run(parts, labelColumnName, contentColumnName);
    }

    private static void CheckNumbers(int episodes, int? adaptationSteps)
    {
        Checks.Between(episodes, 2, Limits.Episodes, nameof(episodes));
        Checks.Between(adaptationSteps ?? 0, 0, Limits.Steps, nameof(adaptationSteps));
    }

    private static void CheckShots(EpisodeShape shape)
    {
        Checks.Between(shape.Shots, 1, Limits.Shots, "shots");
        Checks.Between(shape.QueryShots, 1, Limits.Shots, "queryShots");
    }
}
