using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.ML.MetaLearning.Preconditions;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>Writes named tensors to model files and reads them.</summary>
internal static class ParameterSetFormat
{
    // *** Binary format ***
    // int: number of tensors
    // each tensor:
    //   string: name
    //   int: number of dimensions, then long: each dimension
    //   float: the values, row-major, little-endian
    public static void Write(BinaryWriter writer, ParameterSet parameters)
    {
        writer.Write(parameters.Count);
        foreach (var (name, value) in parameters)
        {
            writer.Write(name);
            writer.Write(value.shape.Length);
            foreach (var dimension in value.shape)
                writer.Write(dimension);
            using var plain = value.detach().cpu().to_type(ScalarType.Float32).contiguous();
            writer.Write(MemoryMarshal.AsBytes(plain.data<float>().ToArray().AsSpan()));
        }
    }

    /// <summary>
    /// Reads tensors that must have the names and shapes of <paramref name="expected"/>, which are compared before any memory is taken.
    /// </summary>
    /// <exception cref="FormatException">The file is truncated, or its tensors disagree with the architecture.</exception>
    public static ParameterSet Read(BinaryReader reader, IReadOnlyList<(string Name, long[] Shape)> expected)
    {
        var count = reader.ReadInt32();
        if (count != expected.Count)
            throw new FormatException($"the model file is corrupt: it holds {count} tensors, but its architecture has {expected.Count}.");
        return new ParameterSet(expected.Select(e => (e.Name, ReadTensor(reader, e.Name, e.Shape))).ToArray());
    }

    public static IReadOnlyList<(string Name, long[] Shape)> ShapesOf(ParameterSet parameters) =>
        parameters.Names.Zip(parameters.Tensors, (name, tensor) => (name, tensor.shape)).ToArray();

    private static Tensor ReadTensor(BinaryReader reader, string name, long[] shape)
    {
        var readName = reader.ReadString();
        var readShape = new long[Checks.Decoded(reader.ReadInt32(), 0, 8, "number of dimensions")];
        for (var i = 0; i < readShape.Length; i++)
            readShape[i] = reader.ReadInt64();
        if (readName != name || !readShape.SequenceEqual(shape))
            throw new FormatException(
                $"the model file is corrupt: its architecture needs tensor '{name}' of shape [{string.Join(", ", shape)}], " +
                $"but the file holds '{readName}' of shape [{string.Join(", ", readShape)}].");
        Checks.Follow(reader, Checks.Count(shape), $"tensor '{name}' of shape [{string.Join(", ", shape)}]");
        var values = empty(shape, dtype: ScalarType.Float32);
        reader.BaseStream.ReadExactly(values.bytes);
        return values;
    }
}
