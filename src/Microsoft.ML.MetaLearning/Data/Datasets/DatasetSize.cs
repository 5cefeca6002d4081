using System.Linq;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents the size of a data set.</summary>
/// <param name="TrainClasses">The number of classes to meta-train on; of all classes, if the data set is not split.</param>
/// <param name="ValidationClasses">The number of classes to validate on.</param>
/// <param name="TestClasses">The number of classes to evaluate on.</param>
/// <param name="Images">The number of images of all classes.</param>
public sealed record DatasetSize(int TrainClasses, int ValidationClasses, int TestClasses, int Images)
{
    /// <summary>Returns text such as "64 + 16 + 20 classes and 60000 images".</summary>
    public override string ToString() => $"{TrainClasses} + {ValidationClasses} + {TestClasses} classes and {Images} images";

    /// <summary>Counts a folder of images, by the names of the files.</summary>
    internal static DatasetSize Of(string folder)
    {
        var rows = ImageFolder.Rows(folder).ToArray();
        var classes = rows.Select(row => (row.Split, row.Label)).Distinct().ToLookup(c => c.Split);
        int Count(string split) => classes[split].Count();
        return new DatasetSize(Count("train") + Count(""), Count("val"), Count("test"), rows.Length);
    }
}
