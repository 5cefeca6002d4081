using System;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// The first 256 bytes of a model stream. Positions (Fp) are relative to the start of the header; after the model come its
/// string table (the end of each string), the characters, the assembly name and a tail signature.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal partial struct ModelHeader
{
    public const int Size = 256;
    public const ulong SignatureValue = 0x4C45444F4D004C4D;
    public const ulong TailSignatureValue = 0x4D4C004D4F44454C;

    private const uint VerWrittenCur = 0x00010001;
    private const uint VerWeCanReadBack = 0x00010001;

    [FieldOffset(0x00)]
    public ulong Signature;
    [FieldOffset(0x08)]
    public uint VerWritten;
    [FieldOffset(0x0C)]
    public uint VerReadable;
    [FieldOffset(0x10)]
    public long FpModel;
    [FieldOffset(0x18)]
    public long CbModel;
    [FieldOffset(0x20)]
    public long FpStringTable;
    [FieldOffset(0x28)]
    public long CbStringTable;
    [FieldOffset(0x30)]
    public long FpStringChars;
    [FieldOffset(0x38)]
    public long CbStringChars;
    [FieldOffset(0x40)]
    public ulong ModelSignature;
    [FieldOffset(0x48)]
    public uint ModelVerWritten;
    [FieldOffset(0x4C)]
    public uint ModelVerReadable;
    [FieldOffset(0x50)]
    public ulong LoaderSignature0;
    [FieldOffset(0x58)]
    public ulong LoaderSignature1;
    [FieldOffset(0x60)]
    public ulong LoaderSignature2;
    [FieldOffset(0x68)]
    public ulong LoaderSignatureAlt0;
    [FieldOffset(0x70)]
    public ulong LoaderSignatureAlt1;
    [FieldOffset(0x78)]
    public ulong LoaderSignatureAlt2;
    [FieldOffset(0x80)]
    public long FpTail;
    [FieldOffset(0x88)]
    public long FpLim;
    [FieldOffset(0x90)]
    public long FpAssemblyName;
    [FieldOffset(0x98)]
    public uint CbAssemblyName;

    public static void SetVersionInfo(ref ModelHeader header, VersionInfo ver)
    {
        header.ModelSignature = ver.ModelSignature;
        header.ModelVerWritten = ver.VerWrittenCur;
        header.ModelVerReadable = ver.VerReadableCur;
        SetLoaderSig(ref header, ver.LoaderSignature);
        SetLoaderSigAlt(ref header, ver.LoaderSignatureAlt);
    }

    public static void SetLoaderSig(ref ModelHeader header, string? sig)
        => (header.LoaderSignature0, header.LoaderSignature1, header.LoaderSignature2) = Pack(sig);

    public static void SetLoaderSigAlt(ref ModelHeader header, string? sig)
        => (header.LoaderSignatureAlt0, header.LoaderSignatureAlt1, header.LoaderSignatureAlt2) = Pack(sig);

    public static string GetLoaderSig(ref ModelHeader header)
        => Unpack(header.LoaderSignature0, header.LoaderSignature1, header.LoaderSignature2);

    public static string GetLoaderSigAlt(ref ModelHeader header)
        => Unpack(header.LoaderSignatureAlt0, header.LoaderSignatureAlt1, header.LoaderSignatureAlt2);

    public static void CheckVersionInfo(ref ModelHeader header, VersionInfo ver)
    {
        Contracts.CheckDecode(header.ModelSignature == ver.ModelSignature, "Unknown file type: the model signature is another one.");
        Contracts.CheckDecode(header.ModelVerReadable <= ver.VerWrittenCur, "Cannot read the model: the model is too new.");
        Contracts.CheckDecode(header.ModelVerWritten >= ver.VerWeCanReadBack, "Cannot read the model: its format is too old.");
    }

    public static void MarshalToBytes(ref ModelHeader header, byte[] bytes) => MemoryMarshal.Write(bytes.AsSpan(0, Size), in header);

    public static void MarshalFromBytes(out ModelHeader header, byte[] bytes) => header = MemoryMarshal.Read<ModelHeader>(bytes.AsSpan(0, Size));

    private static (ulong, ulong, ulong) Pack(string? signature)
    {
        Span<ulong> words = stackalloc ulong[3];
        words.Clear();
        Encoding.ASCII.GetBytes(signature ?? "", MemoryMarshal.AsBytes(words));
        return (words[0], words[1], words[2]);
    }

    private static string Unpack(ulong word0, ulong word1, ulong word2)
    {
        Span<ulong> words = stackalloc ulong[] { word0, word1, word2 };
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(words)).TrimEnd('\0');
    }
}
