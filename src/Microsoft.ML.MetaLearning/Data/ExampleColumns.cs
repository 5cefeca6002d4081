using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Finds the columns that learners read and checks their types. Every message names the column, what was seen and what is needed.
/// </summary>
internal static class ExampleColumns
{
    // An image has at most four color channels, and never so few rows of pixels.
    private const int MostColors = 4;

    private const string ExpectedImage = "the path of an image or an image";

    /// <summary>Returns a column of vectors of Single, of known size.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="name">The name of the column.</param>
    /// <param name="inputShape">The shape of a backbone's input, which the vectors must fit; null if there is no backbone yet.</param>
    public static DataViewSchema.Column Features(DataViewSchema schema, string name, IReadOnlyList<long>? inputShape = null)
    {
        var column = Find(schema, name, "feature");
        if (column.Type is not VectorDataViewType { ItemType: NumberDataViewType item } vector || item != NumberDataViewType.Single)
            throw Mismatch("feature", name, "a vector of Single", column.Type.ToString()!);
        if (vector.Size == 0)
            throw Mismatch("feature", name, "a vector of known size", $"{vector}, whose size varies from row to row");
        if (inputShape is not null)
            CheckShape(name, vector, inputShape);
        return column;
    }

    /// <summary>Checks that features of three dimensions are [channels, height, width], as the default backbone needs.</summary>
    public static void CheckPlanes(string name, VectorDataViewType features)
    {
        if (features.Dimensions is [> MostColors, > MostColors, <= MostColors])
            throw Mismatch("feature", name, "[channels, height, width]", Interleaved(features));
    }

    private static void CheckShape(string name, VectorDataViewType features, IReadOnlyList<long> inputShape)
    {
        var size = inputShape.Aggregate(1L, (a, b) => a * b);
        if (features.Size != size)
            throw Mismatch("feature", name, $"a vector of {size} values, the size of the backbone's input", $"{features.Size} values");
        // Values of 1 x 28 x 28 lie in the same order as those of 28 x 28 x 1.
        var longSides = features.Dimensions.Where(d => d > 1).Select(d => (long)d);
        if (features.Dimensions.Length == inputShape.Count && !longSides.SequenceEqual(inputShape.Where(d => d > 1)))
            throw Mismatch("feature", name, $"{string.Join(" x ", inputShape)}, the shape of the backbone's input",
                features.Dimensions[^1] == inputShape[0] ? Interleaved(features) : string.Join(" x ", features.Dimensions));
    }

    private static string Interleaved(VectorDataViewType features) =>
        $"{string.Join(" x ", features.Dimensions)}, whose colors are interleaved; leave interleavePixelColors of ExtractPixels false";

    /// <summary>Returns the column of classes, or of tasks.</summary>
    public static DataViewSchema.Column Class(DataViewSchema schema, string name, string role = "label")
    {
        var column = Find(schema, name, role);
        return LabelTypes.Supports(column.Type)
            ? column
            : throw Mismatch(role, name, LabelTypes.Expected, $"{column.Type}{Conversion(name, column.Type, DataKind.String)}");
    }

    /// <summary>Returns the column of numbers to predict.</summary>
    public static DataViewSchema.Column Target(DataViewSchema schema, string name)
    {
        var column = Find(schema, name, "label");
        return column.Type == NumberDataViewType.Single
            ? column
            : throw Mismatch("label", name, "Single", $"{column.Type}{Conversion(name, column.Type, DataKind.Single)}");
    }

    public static void CheckFeatures(SchemaShape shape, string name)
    {
        var column = Find(shape, name, "feature");
        if (column.Kind != SchemaShape.Column.VectorKind.Vector || column.ItemType != NumberDataViewType.Single)
            throw Mismatch("feature", name, "a vector of Single of known size", $"{column.Kind} of {column.ItemType}");
    }

    public static SchemaShape.Column CheckClass(SchemaShape shape, string name, string role = "label")
    {
        var column = Find(shape, name, role);
        return column.Kind == SchemaShape.Column.VectorKind.Scalar && (column.IsKey || LabelTypes.Supports(column.ItemType))
            ? column
            : throw Mismatch(
                role, name, LabelTypes.Expected, $"{column.Kind} of {column.ItemType}{Conversion(name, column.ItemType, DataKind.String)}");
    }

    public static void CheckTarget(SchemaShape shape, string name)
    {
        var column = Find(shape, name, "label");
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.IsKey || column.ItemType != NumberDataViewType.Single)
            throw Mismatch("label", name, "Single", $"{column.Kind} of {(column.IsKey ? "keys of " : "")}{column.ItemType}");
    }

    /// <summary>Returns a column of text.</summary>
    public static DataViewSchema.Column Text(DataViewSchema schema, string name, string role)
    {
        var column = Find(schema, name, role);
        return column.Type is TextDataViewType ? column : throw Mismatch(role, name, "text", column.Type.ToString()!);
    }

    public static void CheckText(SchemaShape shape, string name, string role)
    {
        var column = Find(shape, name, role);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not TextDataViewType)
            throw Mismatch(role, name, "text", $"{column.Kind} of {column.ItemType}");
    }

    /// <summary>Returns a column of images, or of their paths.</summary>
    public static DataViewSchema.Column Image(DataViewSchema schema, string name)
    {
        var column = Find(schema, name, "image");
        return column.Type is TextDataViewType or ImageDataViewType
            ? column
            : throw Mismatch("image", name, ExpectedImage, column.Type.ToString()!);
    }

    public static void CheckImage(SchemaShape shape, string name)
    {
        var column = Find(shape, name, "image");
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not (TextDataViewType or ImageDataViewType))
            throw Mismatch("image", name, ExpectedImage, $"{column.Kind} of {column.ItemType}");
    }

    /// <summary>Returns advice on how to convert a column; empty for types that cannot be converted.</summary>
    private static string Conversion(string name, DataViewType type, DataKind kind) =>
        type is BooleanDataViewType or NumberDataViewType or DateTimeDataViewType
            ? $"; to convert it, append Transforms.Conversion.ConvertType(\"{name}\", outputKind: DataKind.{kind}) before"
            : "";

    private static DataViewSchema.Column Find(DataViewSchema schema, string name, string role) => schema.GetColumnOrNull(name)
        ?? throw Missing(role, name, schema.Where(c => !c.IsHidden).Select(c => c.Name));

    private static SchemaShape.Column Find(SchemaShape shape, string name, string role)
    {
        var found = shape.Where(c => c.Name == name).Take(1).ToArray();
        return found.Length == 1 ? found[0] : throw Missing(role, name, shape.Select(c => c.Name));
    }

    private static ArgumentOutOfRangeException Missing(string role, string name, IEnumerable<string> columns) =>
        new("inputSchema", $"{role} column '{name}' was not found; the columns are {string.Join(", ", columns)}.");

    private static ArgumentOutOfRangeException Mismatch(string role, string name, string expected, string seen) =>
        new("inputSchema", $"{role} column '{name}' must be {expected}, but is {seen}.");
}
