using System;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>Few-shot learning: <c>mlContext.MetaLearning()</c>.</summary>
public sealed partial class MetaLearningCatalog
{
    private readonly MLContext _mlContext;

    internal MetaLearningCatalog(MLContext mlContext)
    {
        Libtorch.Require();
        _mlContext = mlContext;
    }

    internal IHostEnvironment Environment => _mlContext;

    /// <summary>Splits the rows of a data set by class, at random.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <param name="validationFraction">The part of the classes to validate on.</param>
    /// <param name="testFraction">The part of the classes to evaluate on.</param>
    /// <param name="seed">Splits of the same seed and classes are the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing or of a wrong type, or the fractions leave nothing to train on.
    /// </exception>
    public ClassSplit SplitByClass(
        IDataView data, string labelColumnName = "Label", double validationFraction = 0.1, double testFraction = 0.2, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var channel = Environment.Start(nameof(SplitByClass));
        return ClassSplit.ByRatio(
            data,
            labelColumnName,
            validationFraction,
            testFraction,
            seed,
            message => channel.Warning(MessageSensitivity.UserData, message));
    }

    /// <summary>Splits the rows of a data set by class.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="assign">What a class is for, given its label.</param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a wrong type.</exception>
    public ClassSplit SplitByClass(IDataView data, Func<string, MetaPhase> assign, string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(assign);
        using var channel = Environment.Start(nameof(SplitByClass));
        return ClassSplit.ByClass(data, labelColumnName, assign, message => channel.Warning(MessageSensitivity.UserData, message));
    }

    /// <summary>
    /// Lists a folder of images, <c>class/</c>, <c>alphabet/class/</c> or <c>train|val|test/class/</c>, as rows of <see cref="ImageRow"/>.
    /// What is left out of it, such as files of other kinds and hidden folders, is counted in a warning.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="corruptImages">What to do about files that cannot be decoded to their ends.</param>
    /// <param name="indexFile">
    /// A file outside the folder's classes that remembers which images were decoded without fault, as long as their length and time of
    /// change are the same: a folder of a hundred thousand images is then listed in seconds. Made if it is not there. The default,
    /// <see langword="null"/>, decodes every image each time.
    /// </param>
    /// <returns>A view with the columns ImagePath, Label and Split, in the order of paths.</returns>
    /// <exception cref="System.IO.DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidOperationException">It has no sub-folders, or no images in them.</exception>
    /// <exception cref="System.IO.InvalidDataException">
    /// Images cannot be decoded and <paramref name="corruptImages"/> is <see cref="CorruptImages.Fail"/>.
    /// </exception>
    public IDataView LoadImageFolder(string folder, CorruptImages corruptImages = CorruptImages.Fail, string? indexFile = null)
    {
        using var channel = Environment.Start(nameof(LoadImageFolder));
        return _mlContext.Data.LoadFromEnumerable(ImageFolder.List(
            folder, corruptImages, indexFile, message => channel.Warning(MessageSensitivity.UserData, message)));
    }

    /// <summary>Drawings of made-up characters, as rows of <see cref="GlyphRow"/>: a data set that is always at hand.</summary>
    /// <param name="classes">The number of characters.</param>
    /// <param name="drawings">Drawings of each.</param>
    /// <param name="seed">The same seed gives the same drawings.</param>
    /// <returns>A view with the columns Label and Features, [1, 28, 28] with strokes near 1 on 0.</returns>
    public IDataView LoadGlyphs(int classes = 100, int drawings = 20, int seed = 0) =>
        _mlContext.Data.LoadFromEnumerable(Glyphs.Draw(classes, drawings, seed));

    /// <summary>
    /// Points on random sine curves, as rows of <see cref="SinusoidRow"/>: the regression tasks of Finn et al., 2017, section 5.1.
    /// </summary>
    /// <param name="curves">The number of curves, each of which is a task.</param>
    /// <param name="points">Points of each.</param>
    /// <param name="seed">The same seed gives the same points.</param>
    /// <returns>A view with the columns Task, Features (x) and Label (y).</returns>
    public IDataView LoadSinusoids(int curves = 1000, int points = 20, int seed = 0) =>
        _mlContext.Data.LoadFromEnumerable(Sinusoids.Sample(curves, points, seed));

    /// <summary>
    /// Made-up ratings of items by users, as rows of <see cref="RatingRow"/>: cold-start recommendation, where a task is a user.
    /// </summary>
    /// <param name="users">The number of users.</param>
    /// <param name="ratings">Ratings of each.</param>
    /// <param name="seed">The same seed gives the same users and ratings; the items' appeal is the same for all seeds.</param>
    /// <returns>A view with the columns Task, Features (8 category indices) and Label. The noise has a standard deviation of 0.3.</returns>
    public IDataView LoadRatings(int users = 1000, int ratings = 20, int seed = 0) =>
        _mlContext.Data.LoadFromEnumerable(Ratings.Draw(users, ratings, seed));
}
