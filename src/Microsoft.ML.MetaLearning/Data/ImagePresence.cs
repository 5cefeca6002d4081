using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Reads features, and rejects rows whose image is missing: for these ML.NET's ExtractPixels returns a vector without values, as good as a
/// black picture, or fails.
/// </summary>
/// <param name="schema">The columns of the rows.</param>
/// <param name="features">The column of features.</param>
internal sealed class ImagePresence(DataViewSchema schema, DataViewSchema.Column features)
{
    private readonly string _images =
        string.Join(", ", schema.Where(c => c.Type is ImageDataViewType).Select(c => $"'{c.Name}'").Distinct());

    /// <summary>Reads a row.</summary>
    /// <param name="getter">The getter of the features.</param>
    /// <param name="getId">The getter of the row's number: a position counts the rows of one thread only.</param>
    /// <param name="values">The features.</param>
    /// <exception cref="InvalidOperationException">The row has no image, or one that cannot be read.</exception>
    public void Read(ValueGetter<VBuffer<float>> getter, ValueGetter<DataViewRowId> getId, ref VBuffer<float> values)
    {
        try
        {
            getter(ref values);
        }
        catch (Exception e) when (_images != "" && e is not OutOfMemoryException)
        {
            throw Missing(getId, e);
        }
        if (_images != "" && !values.IsDense && values.GetValues().IsEmpty)
            throw Missing(getId);
    }

    private InvalidOperationException Missing(ValueGetter<DataViewRowId> getId, Exception? e = null)
    {
        var id = default(DataViewRowId);
        getId(ref id);
        var reason = e is null ? "its path is empty." : $"its path is empty, or its file is missing or damaged. {e.Message}";
        return new InvalidOperationException(
            $"row {id.Low} has no image in column {_images} to compute feature column '{features.Name}' from: {reason}", e);
    }
}
