namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>The numbers of the types of tensors, after onnx.proto.</summary>
internal static class OnnxType
{
    public const long Float = 1, UInt8 = 2, Int64 = 7, Bool = 9, UInt32 = 12;
}
