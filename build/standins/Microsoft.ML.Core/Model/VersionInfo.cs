using System;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What a loadable class writes into its header: its signature, format versions and who can load it.</summary>
internal readonly struct VersionInfo
{
    private const int ModelSignatureLength = 8;
    private const int MaxLoaderSignatureLength = 24;

    public readonly ulong ModelSignature;
    public readonly uint VerWrittenCur;
    public readonly uint VerReadableCur;
    public readonly uint VerWeCanReadBack;
    public readonly string? LoaderAssemblyName;
    public readonly string? LoaderSignature;
    public readonly string? LoaderSignatureAlt;

    public VersionInfo(
        string modelSignature,
        uint verWrittenCur,
        uint verReadableCur,
        uint verWeCanReadBack,
        string? loaderAssemblyName,
        string? loaderSignature = null,
        string? loaderSignatureAlt = null)
    {
        Contracts.Check(modelSignature != null && modelSignature.Length == ModelSignatureLength, "A model signature has exactly eight characters.");
        ulong signature = 0;
        for (int i = 0; i < ModelSignatureLength; i++)
        {
            Contracts.Check(modelSignature[i] <= byte.MaxValue, "A model signature has only characters up to 0xFF.");
            signature |= (ulong)modelSignature[i] << (8 * i);
        }
        Contracts.Check(verReadableCur <= verWrittenCur, "The readable version cannot be newer than the written one.");
        Contracts.Check(verWeCanReadBack <= verReadableCur, "The oldest version that can be read cannot be newer than the readable one.");
        CheckLoaderSignature(loaderSignature);
        CheckLoaderSignature(loaderSignatureAlt);
        ModelSignature = signature;
        VerWrittenCur = verWrittenCur;
        VerReadableCur = verReadableCur;
        VerWeCanReadBack = verWeCanReadBack;
        LoaderAssemblyName = loaderAssemblyName;
        LoaderSignature = loaderSignature;
        LoaderSignatureAlt = loaderSignatureAlt;
    }

    private static void CheckLoaderSignature(string? signature)
    {
        if (signature == null)
        {
            return;
        }
        Contracts.Check(signature.Length <= MaxLoaderSignatureLength, "A loader signature has at most 24 characters.");
        Contracts.Check(signature.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0, "A loader signature has only printable ASCII characters.");
    }
}
