using System;
using System.IO;
using Microsoft.ML;

namespace Microsoft.ML.MetaLearning;

/// <summary>Reads a named stream of a model file, and says which one it was when that fails.</summary>
internal static class ModelStreams
{
    public static void Read(ModelLoadContext context, string name, Action<BinaryReader> read)
    {
        try
        {
            if (!context.TryLoadBinaryStream(name, read))
                throw new FormatException($"the model file is corrupt: it has no stream '{name}'.");
        }
        catch (EndOfStreamException e)
        {
            throw new FormatException($"the model file is corrupt: stream '{name}' ends too early.", e);
        }
    }
}
