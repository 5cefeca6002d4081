using System;
using System.IO;

namespace Microsoft.ML.MetaLearning;

/// <summary>Reads model files so that whatever is wrong with one surfaces as a <see cref="FormatException"/> that says what.</summary>
internal static class ModelStreams
{
    /// <summary>Reads a whole model.</summary>
    public static T Decode<T>(ModelLoadContext context, VersionInfo version, Func<T> read)
    {
        context.CheckAtModel(version);
        try
        {
            return read();
        }
        catch (EndOfStreamException e)
        {
            throw new FormatException("the model file is corrupt: it ends too early.", e);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"the model file is corrupt: {e.Message}", e);
        }
    }

    /// <summary>Reads one of its named streams.</summary>
    public static T Read<T>(ModelLoadContext context, string name, Func<BinaryReader, T> read)
    {
        T result = default!;
        try
        {
            return context.TryLoadBinaryStream(name, reader => result = read(reader))
                ? result
                : throw new FormatException($"the model file is corrupt: it has no stream '{name}'.");
        }
        catch (EndOfStreamException e)
        {
            throw new FormatException($"the model file is corrupt: stream '{name}' ends too early.", e);
        }
    }
}
