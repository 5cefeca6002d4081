using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.MetaLearning.MLNet;

namespace Microsoft.ML.MetaLearning.Models;

/// <summary>Builds a file of ONNX, field by field after onnx.proto.</summary>
internal sealed class OnnxFile : OnnxGraph
{
    private const long FormatVersion = 6, FloatAttribute = 1, IntegerAttribute = 2, IntegersAttribute = 7;
    private const string Rows = "N";
    private readonly List<Action<CodedOutputStream>> _parts = [];
    private int _names;

    /// <summary>Adds an input, [n, ...shape].</summary>
    public OnnxValue Input(string name, long type, params long[] shape)
    {
        _parts.Add(graph => Write(graph, 11, ValueInfo(name, type, shape)));
        return new OnnxValue(name, shape);
    }

    /// <summary>Adds an output, [n, ...shape].</summary>
    public void Output(string name, long type, OnnxValue value)
    {
        AddNode("Identity", [value.Name], [name], []);
        _parts.Add(graph => Write(graph, 12, ValueInfo(name, type, value.Shape)));
    }

    public override string[] Add(
        string operation, IReadOnlyList<string> inputs, int results, params (string Name, object Value)[] attributes)
    {
        var names = Enumerable.Range(0, results).Select(_ => NewName(operation)).ToArray();
        AddNode(operation, inputs, names, attributes);
        return names;
    }

    public override string Constant(float[] values, params long[] shape) =>
        AddTensor(OnnxType.Float, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public override string Constant(long[] values) =>
        AddTensor(OnnxType.Int64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>Writes the file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="producer">What made it.</param>
    /// <param name="version">The version of that.</param>
    /// <param name="metadata">What readers of the file may look up.</param>
    public void Save(Stream stream, string producer, string version, IReadOnlyDictionary<string, string> metadata)
    {
        using var model = new CodedOutputStream(stream, leaveOpen: true);
        Write(model, 1, FormatVersion);
        Write(model, 2, producer);
        Write(model, 3, version);
        Write(model, 7, graph =>
        {
            foreach (var part in _parts)
                part(graph);
            Write(graph, 2, producer);
        });
        Write(model, 8, operators => Write(operators, 2, OperatorSet));
        foreach (var (key, value) in metadata)
            Write(model, 14, entry =>
            {
                Write(entry, 1, key);
                Write(entry, 2, value);
            });
    }

    private string NewName(string stem) => FormattableString.Invariant($"{stem}.{_names++}");

    private void AddNode(
        string operation, IReadOnlyList<string> inputs, string[] results, (string Name, object Value)[] attributes) =>
        _parts.Add(graph => Write(graph, 1, node =>
        {
            foreach (var input in inputs)
                Write(node, 1, input);
            foreach (var result in results)
                Write(node, 2, result);
            Write(node, 3, results[0]);
            Write(node, 4, operation);
            foreach (var attribute in attributes)
                Write(node, 5, message => WriteAttribute(message, attribute.Name, attribute.Value));
        }));

    private static void WriteAttribute(CodedOutputStream attribute, string name, object value)
    {
        Write(attribute, 1, name);
        switch (value)
        {
            case long number:
                Write(attribute, 3, number);
                Write(attribute, 20, IntegerAttribute);
                break;
            case double number:
                attribute.WriteTag(2, WireFormat.WireType.Fixed32);
                attribute.WriteFloat((float)number);
                Write(attribute, 20, FloatAttribute);
                break;
            case long[] numbers:
                foreach (var number in numbers)
                    Write(attribute, 8, number);
                Write(attribute, 20, IntegersAttribute);
                break;
            default:
                throw new NotSupportedException($"there are no attributes of {value.GetType().Name}.");
        }
    }

    private string AddTensor(long type, long[] shape, byte[] littleEndian)
    {
        var name = NewName("constant");
        _parts.Add(graph => Write(graph, 5, tensor =>
        {
            foreach (var size in shape)
                Write(tensor, 1, size);
            Write(tensor, 2, type);
            Write(tensor, 8, name);
            tensor.WriteTag(9, WireFormat.WireType.LengthDelimited);
            tensor.WriteBytes(ByteString.CopyFrom(littleEndian));
        }));
        return name;
    }

    private static Action<CodedOutputStream> ValueInfo(string name, long type, long[] shape) => value =>
    {
        Write(value, 1, name);
        Write(value, 2, kind => Write(kind, 1, tensor =>
        {
            Write(tensor, 1, type);
            Write(tensor, 2, sizes =>
            {
                Write(sizes, 1, size => Write(size, 2, Rows));
                foreach (var number in shape)
                    Write(sizes, 1, size => Write(size, 1, number));
            });
        }));
    };

    private static void Write(CodedOutputStream message, int field, long value)
    {
        message.WriteTag(field, WireFormat.WireType.Varint);
        message.WriteInt64(value);
    }

    private static void Write(CodedOutputStream message, int field, string value)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteString(value);
    }

    private static void Write(CodedOutputStream message, int field, Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var inner = new CodedOutputStream(buffer, leaveOpen: true))
            write(inner);
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(ByteString.CopyFrom(buffer.ToArray()));
    }
}
