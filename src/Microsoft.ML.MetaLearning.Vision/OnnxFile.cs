using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Vision;

/// <summary>Reads the operations and the weights of a network from an ONNX file, after its onnx.proto3.</summary>
internal sealed class OnnxFile
{
    private readonly Dictionary<string, ByteString> _weights;

    public OnnxFile(string path)
    {
        // ModelProto { graph = 7: { node = 1: { input = 1, op_type = 4 }, initializer = 5: { float_data = 4 (packed), name = 8 } } }
        var graph = ProtocolBuffer.Fields(UnsafeByteOperations.UnsafeWrap(File.ReadAllBytes(path)), 7).Single();
        Nodes = [.. ProtocolBuffer.Fields(graph, 1).Select(node => (Text(node, 4).Single(), Text(node, 1).ToArray()))];
        _weights = ProtocolBuffer.Fields(graph, 5).ToDictionary(
            tensor => Text(tensor, 8).Single(), tensor => ProtocolBuffer.Fields(tensor, 4).Single());
    }

    /// <summary>Gets the operations in the order that they are computed in, with the names of their inputs.</summary>
    public IReadOnlyList<(string Operation, string[] Inputs)> Nodes { get; }

    /// <summary>Returns the numbers of a weight, row-major.</summary>
    public float[] Weight(string name) => MemoryMarshal.Cast<byte, float>(_weights[name].Span).ToArray();

    private static IEnumerable<string> Text(ByteString message, int field) =>
        ProtocolBuffer.Fields(message, field).Select(text => text.ToStringUtf8());
}
