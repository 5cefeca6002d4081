using System;
using System.IO;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <content>Published data sets, and the splits that folders have.</content>
public sealed partial class MetaLearningCatalog
{
    private const string ImageIndexName = "images.index";

    /// <summary>
    /// Loads a published data set as rows of <see cref="ImageRow"/>. The first time, its original files are prepared as a folder of images;
    /// later that folder is listed.
    /// </summary>
    /// <param name="name">The name of a <see cref="FewShotDataset"/>, for instance "mini-imagenet".</param>
    /// <param name="sourceFolder">
    /// The folder with the original files; <see cref="FewShotDataset.HowToGet"/> says which. Not needed when the prepared folder is there.
    /// </param>
    /// <param name="preparedFolder">
    /// The folder of images; the sub-folder "name-prepared" of <paramref name="sourceFolder"/> if <see langword="null"/>.
    /// </param>
    /// <param name="corruptImages">What to do about images that cannot be decoded.</param>
    /// <returns>
    /// A view with the columns ImagePath, Label and Split, in the order of paths. Pass it to <see cref="SplitByFolder"/>.
    /// </returns>
    /// <exception cref="ArgumentException">There is no data set of this name.</exception>
    /// <exception cref="IOException">A folder or file is missing, or cannot be written.</exception>
    /// <exception cref="InvalidDataException">The files are damaged, or of another size than published.</exception>
    public IDataView LoadDataset(
        string name, string sourceFolder, string? preparedFolder = null, CorruptImages corruptImages = CorruptImages.Fail)
    {
        var dataset = FewShotDataset.Find(name);
        Checks.NotEmpty(sourceFolder, nameof(sourceFolder));
        var prepared = preparedFolder ?? Path.Combine(sourceFolder, $"{dataset.Name}-prepared");
        dataset.Prepare(sourceFolder, prepared);
        return LoadImageFolder(prepared, corruptImages, Path.Combine(prepared, ImageIndexName));
    }

    /// <summary>
    /// Splits the rows of a data set by the split that stands in each of them, as that of <see cref="LoadImageFolder"/> for folders
    /// <c>train|val|test/class/</c>.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="splitColumnName">The column that says "train", "val" or "test", or another word for it, as Training or valid.</param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">A row has another split, or a class has rows in two of them.</exception>
    public ClassSplit SplitByFolder(IDataView data, string splitColumnName = "Split", string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(data);
        using var channel = Environment.Start(nameof(SplitByFolder));
        return ClassSplit.ByColumn(
            data, splitColumnName, labelColumnName, message => channel.Warning(MessageSensitivity.UserData, message));
    }
}
