using System;

namespace Microsoft.ML.Data;

/// <summary>Names a <see cref="DataViewTypeCodec"/> with a constructor without parameters.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class DataViewTypeCodecAttribute : Attribute
{
    public DataViewTypeCodecAttribute(string name, Type codecType)
    {
        Name = name;
        CodecType = codecType;
    }

    public string Name { get; }

    public Type CodecType { get; }

    public DataViewTypeCodec CreateCodec() => (DataViewTypeCodec)Activator.CreateInstance(CodecType)!;
}
