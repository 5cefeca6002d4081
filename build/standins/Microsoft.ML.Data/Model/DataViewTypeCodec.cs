using System.IO;

namespace Microsoft.ML.Data;

/// <summary>
/// How a column type of another assembly is stored in the schema of a model file. The assembly names its codecs with
/// <see cref="DataViewTypeCodecAttribute"/>; the file names the assembly.
/// </summary>
internal abstract class DataViewTypeCodec
{
    public abstract bool CanWrite(DataViewType type);

    public abstract void Write(BinaryWriter writer, DataViewType type);

    public abstract DataViewType Read(BinaryReader reader);
}
