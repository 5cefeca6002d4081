using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning;

/// <summary>How much is in a data set.</summary>
/// <param name="TrainClasses">Classes to meta-train on; all classes, if the data set is not split.</param>
/// <param name="ValidationClasses">Classes to validate on.</param>
/// <param name="TestClasses">Classes to evaluate on.</param>
/// <param name="Images">Images of all classes.</param>
public sealed record DatasetSize(int TrainClasses, int ValidationClasses, int TestClasses, int Images)
{
    /// <summary>For instance "64 + 16 + 20 classes and 60000 images".</summary>
    public override string ToString() => $"{TrainClasses} + {ValidationClasses} + {TestClasses} classes and {Images} images";

    /// <summary>What is in a folder of images, by the files' names.</summary>
    internal static DatasetSize Of(string folder)
    {
        var rows = ImageFolder.Rows(folder).ToArray();
        var classes = rows.Select(row => (row.Split, row.Label)).Distinct().CountBy(c => c.Split).ToDictionary();
        return new DatasetSize(
            classes.GetValueOrDefault("train") + classes.GetValueOrDefault(""), classes.GetValueOrDefault("val"), classes.GetValueOrDefault("test"), rows.Length);
    }
}
