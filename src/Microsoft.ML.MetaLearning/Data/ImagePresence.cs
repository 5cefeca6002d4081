using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Tells rows that have no image. Of an empty path ML.NET's LoadImages makes no image, and ExtractPixels of no image a vector that has no values, which would be learned and predicted as
/// a black picture.
/// </summary>
/// <param name="schema">The columns of the rows.</param>
/// <param name="features">The column of features.</param>
internal sealed class ImagePresence(DataViewSchema schema, DataViewSchema.Column features)
{
    private readonly string _images = string.Join(", ", schema.Where(c => c.Type is ImageDataViewType).Select(c => $"'{c.Name}'").Distinct());

    /// <exception cref="InvalidOperationException">The row has no image.</exception>
    public void Check(in VBuffer<float> values, long row)
    {
        if (_images != "" && !values.IsDense && values.GetValues().IsEmpty)
            throw new InvalidOperationException($"row {row} has no image in column {_images}, of which feature column '{features.Name}' is made; the path of its file is empty.");
    }
}
