using System.IO;
using System.Text;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal partial struct ModelHeader
{
    /// <summary>Leaves room for the header, which is only known once the model is written.</summary>
    public static void BeginWrite(BinaryWriter writer, out long fpMin, out ModelHeader header)
    {
        Contracts.Check(writer.BaseStream.CanSeek, "A model can only be written to a seekable stream.");
        fpMin = writer.BaseStream.Position;
        header = new ModelHeader
        {
            Signature = SignatureValue,
            VerWritten = VerWrittenCur,
            VerReadable = VerWrittenCur,
            FpModel = Size,
        };
        writer.Write(new byte[Size]);
    }

    public static void EndModelCore(BinaryWriter writer, long fpMin, ref ModelHeader header)
        => header.CbModel = writer.BaseStream.Position - fpMin - header.FpModel;

    public static void EndWrite(BinaryWriter writer, long fpMin, ref ModelHeader header, NormStr.Pool? pool = null, string? loaderAssemblyName = null)
    {
        EndModelCore(writer, fpMin, ref header);
        if (pool is { Count: > 0 })
        {
            WriteStrings(writer, fpMin, ref header, pool);
        }
        if (!string.IsNullOrEmpty(loaderAssemblyName))
        {
            header.FpAssemblyName = writer.BaseStream.Position - fpMin;
            header.CbAssemblyName = (uint)(sizeof(char) * loaderAssemblyName.Length);
            writer.Write(Encoding.Unicode.GetBytes(loaderAssemblyName));
        }
        WriteHeaderAndTailCore(writer, fpMin, ref header);
    }

    public static void WriteHeaderAndTailCore(BinaryWriter writer, long fpMin, ref ModelHeader header)
    {
        header.FpTail = writer.BaseStream.Position - fpMin;
        writer.Write(TailSignatureValue);
        header.FpLim = writer.BaseStream.Position - fpMin;
        var bytes = new byte[Size];
        MarshalToBytes(ref header, bytes);
        writer.Seek(0, SeekOrigin.Current);
        writer.BaseStream.Position = fpMin;
        writer.Write(bytes);
        writer.Flush();
        writer.BaseStream.Position = fpMin + header.FpLim;
    }

    private static void WriteStrings(BinaryWriter writer, long fpMin, ref ModelHeader header, NormStr.Pool pool)
    {
        header.FpStringTable = writer.BaseStream.Position - fpMin;
        long end = 0;
        foreach (var pooled in pool)
        {
            end += sizeof(char) * (long)pooled.Value.Length;
            writer.Write(end);
        }
        header.CbStringTable = writer.BaseStream.Position - fpMin - header.FpStringTable;
        header.FpStringChars = writer.BaseStream.Position - fpMin;
        foreach (var pooled in pool)
        {
            writer.Write(Encoding.Unicode.GetBytes(pooled.Value));
        }
        header.CbStringChars = end;
    }
}
