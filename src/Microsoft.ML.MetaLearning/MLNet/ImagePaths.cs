using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>
/// Checks the paths of the images that features are computed from. For an empty path ML.NET's LoadImages makes no image. Later steps take
/// it for a black picture, or fail because it is disposed.
/// </summary>
internal static class ImagePaths
{
    /// <summary>Follows ML.NET's row-to-row steps back to the columns that images are loaded from.</summary>
    /// <exception cref="InvalidOperationException">A row has an empty path.</exception>
    public static void Check(IDataView view, DataViewSchema.Column features)
    {
        DataViewSchema.Column[] needed = [features];
        while (view is IDataTransform { Source: var source } and IRowToRowMapper mapper)
        {
            var loaded = ((view as RowToRowMapperTransform)?.GetTransformer() as IImageLoader)?.OutputColumnName;
            var images = needed.Where(c => c.Type is ImageDataViewType || c.Name == loaded);
            foreach (var path in mapper.GetDependencies(images).Where(c => c.Type is TextDataViewType))
                CheckPaths(source, path, features);
            needed = mapper.GetDependencies(needed).ToArray();
            view = source;
        }
    }

    private static void CheckPaths(IDataView view, DataViewSchema.Column column, DataViewSchema.Column features)
    {
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        var path = default(ReadOnlyMemory<char>);
        for (var row = 0L; cursor.MoveNext(); row++)
        {
            getter(ref path);
            if (path.IsEmpty)
                throw new InvalidOperationException(
                    $"row {row} has an empty path in column '{column.Name}', " +
                    $"so there is no image to compute feature column '{features.Name}' from.");
        }
    }
}
