using System.IO;

namespace Microsoft.ML;

internal interface ICanSaveInBinaryFormat
{
    void SaveAsBinary(BinaryWriter writer);
}
