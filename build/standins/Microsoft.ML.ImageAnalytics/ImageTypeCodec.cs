using System.IO;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

[assembly: DataViewTypeCodec("Image", typeof(ImageTypeCodec))]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Stores the type of an image column in the schema of a model file: its height and width, 0 for images of any size.</summary>
internal sealed class ImageTypeCodec : DataViewTypeCodec
{
    public override bool CanWrite(DataViewType type) => type is ImageDataViewType;

    public override void Write(BinaryWriter writer, DataViewType type)
    {
        var image = (ImageDataViewType)type;
        writer.Write(image.Height);
        writer.Write(image.Width);
    }

    public override DataViewType Read(BinaryReader reader)
    {
        var (height, width) = (reader.ReadInt32(), reader.ReadInt32());
        return height > 0 && width > 0 ? new ImageDataViewType(height, width) : new ImageDataViewType();
    }
}
