using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal partial struct ModelHeader
{
    public static void BeginRead(out long fpMin, out ModelHeader header, out string[]? strings, out string? loaderAssemblyName, BinaryReader reader)
    {
        fpMin = reader.BaseStream.Position;
        byte[] bytes = reader.ReadBytes(Size);
        Contracts.CheckDecode(bytes.Length == Size, "The model is truncated: its header is incomplete.");
        MarshalFromBytes(out header, bytes);
        if (!TryValidate(ref header, reader, fpMin, out strings, out loaderAssemblyName, out var ex))
        {
            throw ex;
        }
        reader.BaseStream.Position = fpMin + header.FpModel;
    }

    public static void EndRead(long fpMin, ref ModelHeader header, BinaryReader reader)
    {
        Contracts.CheckDecode(
            reader.BaseStream.Position == fpMin + header.FpModel + header.CbModel, "The model is corrupt: not all of it was read, or more than there is.");
        reader.BaseStream.Position = fpMin + header.FpLim;
    }

    public static bool TryValidate(ref ModelHeader header, long size, [NotNullWhen(false)] out Exception? ex)
    {
        ex = Validate(header, size) is { } message ? Contracts.ExceptDecode(message) : null;
        return ex == null;
    }

    public static bool TryValidate(
        ref ModelHeader header,
        BinaryReader reader,
        long fpMin,
        out string[]? strings,
        out string? loaderAssemblyName,
        [NotNullWhen(false)] out Exception? ex)
    {
        strings = null;
        loaderAssemblyName = null;
        if (!TryValidate(ref header, reader.BaseStream.Length - fpMin, out ex))
        {
            return false;
        }
        reader.BaseStream.Position = fpMin + header.FpTail;
        if (reader.ReadUInt64() != TailSignatureValue)
        {
            ex = Contracts.ExceptDecode("The model is corrupt: its tail signature is wrong.");
            return false;
        }
        if (header.CbStringTable > 0 && !TryReadStrings(header, reader, fpMin, out strings))
        {
            ex = Contracts.ExceptDecode("The model is corrupt: its string table is inconsistent.");
            return false;
        }
        if (header.CbAssemblyName > 0)
        {
            reader.BaseStream.Position = fpMin + header.FpAssemblyName;
            loaderAssemblyName = Encoding.Unicode.GetString(reader.ReadBytes((int)header.CbAssemblyName));
        }
        return true;
    }

    private static string? Validate(in ModelHeader header, long size)
    {
        if (header.Signature != SignatureValue)
        {
            return "This is not a model: it does not start with the signature of a model header.";
        }
        if (header.VerReadable > VerWrittenCur)
        {
            return "Cannot read the model: its header was written by a newer version.";
        }
        if (header.VerWritten < VerWeCanReadBack)
        {
            return "Cannot read the model: the format of its header is too old.";
        }
        if (header.FpLim > size)
        {
            return $"The model is truncated: {header.FpLim} bytes were written, {size} are left.";
        }
        long end = Size;
        bool consistent = header.FpModel == end && header.CbModel >= 0 && (end = header.FpModel + header.CbModel) <= size;
        consistent &= IsBlock(header.FpStringTable, header.CbStringTable, ref end) && header.CbStringTable % sizeof(long) == 0;
        consistent &= IsBlock(header.FpStringChars, header.CbStringChars, ref end) && header.CbStringChars % sizeof(char) == 0;
        consistent &= IsBlock(header.FpAssemblyName, header.CbAssemblyName, ref end) && header.CbAssemblyName % sizeof(char) == 0;
        consistent &= header.FpTail == end && header.FpLim == end + sizeof(ulong);
        return consistent ? null : "The model is corrupt: the positions in its header contradict each other.";
    }

    private static bool IsBlock(long position, long length, ref long end)
    {
        if (length == 0 && (position == 0 || position == end))
        {
            return true;
        }
        if (position != end || length < 0 || length > long.MaxValue - end)
        {
            return false;
        }
        end += length;
        return true;
    }

    private static bool TryReadStrings(in ModelHeader header, BinaryReader reader, long fpMin, [NotNullWhen(true)] out string[]? strings)
    {
        strings = null;
        reader.BaseStream.Position = fpMin + header.FpStringTable;
        var ends = new long[header.CbStringTable / sizeof(long)];
        long previous = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = reader.ReadInt64();
            if (ends[i] < previous || ends[i] > header.CbStringChars || ends[i] % sizeof(char) != 0)
            {
                return false;
            }
            previous = ends[i];
        }
        if (previous != header.CbStringChars)
        {
            return false;
        }
        reader.BaseStream.Position = fpMin + header.FpStringChars;
        var result = new string[ends.Length];
        previous = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            result[i] = Encoding.Unicode.GetString(reader.ReadBytes((int)(ends[i] - previous)));
            previous = ends[i];
        }
        strings = result;
        return true;
    }
}
