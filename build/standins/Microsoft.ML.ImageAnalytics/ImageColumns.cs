using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>What the image transforms share: checking the types of their columns and passing images from row to row.</summary>
internal static class ImageColumns
{
    public static SchemaShape Append(
        IHost host, SchemaShape inputSchema, (string Output, string Input)[] pairs, DataViewType expected,
        Func<string, SchemaShape.Column> makeOutput)
    {
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (var (output, input) in pairs)
        {
            if (!inputSchema.TryFindColumn(input, out var column))
                throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType.GetType() != expected.GetType())
                throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, expected.ToString()!, column.GetTypeString());
            columns[output] = makeOutput(output);
        }
        return new SchemaShape(columns.Values);
    }

    public static ImageDataViewType CheckImage(IHost host, DataViewSchema inputSchema, int column)
    {
        return inputSchema[column].Type as ImageDataViewType
            ?? throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", inputSchema[column].Name, "image", inputSchema[column].Type.ToString()!);
    }

    /// <summary>A getter that makes a new image of each row's image; no image (null) stays none.</summary>
    public static Delegate MakeImageGetter(DataViewRow input, DataViewSchema.Column column, Func<MLImage, MLImage> convert, out Action disposer)
    {
        var getSource = input.GetGetter<MLImage?>(column);
        MLImage? source = null;
        disposer = () => source?.Dispose();

        ValueGetter<MLImage?> getter = (ref MLImage? value) =>
        {
            value?.Dispose();
            value = null;
            getSource(ref source);
            if (source is null)
                return;
            value = convert(source);
            value.Tag = source.Tag;
        };
        return getter;
    }
}
