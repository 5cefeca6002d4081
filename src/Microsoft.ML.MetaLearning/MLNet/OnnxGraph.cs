using System.Collections.Generic;
using System.Linq;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>A value in a graph of ONNX.</summary>
/// <param name="Name">Its name, unique in the graph.</param>
/// <param name="Shape">The shape of one row of it: without the number of rows, which comes first.</param>
internal sealed record OnnxValue(string Name, params long[] Shape);

/// <summary>A column as a value in a graph of ONNX.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers, of <see cref="OnnxType"/>.</param>
/// <param name="Value">[n, size]; a scalar has size 1.</param>
internal sealed record OnnxColumn(string Name, long Type, OnnxValue Value);

/// <summary>Takes operations in the form of ONNX.</summary>
internal abstract class OnnxGraph
{
    /// <summary>The operator set: the operations are the same in the next one.</summary>
    public const int OperatorSet = 11;

    /// <summary>Adds an operation, and returns the names of its results.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="inputs">The names of its operands.</param>
    /// <param name="results">The number of results.</param>
    /// <param name="attributes">Its attributes: <see cref="long"/>, <see cref="double"/> or an array of <see cref="long"/>.</param>
    public abstract string[] Add(
        string operation, IReadOnlyList<string> inputs, int results, params (string Name, object Value)[] attributes);

    /// <summary>Adds an operation with one result, and returns its name.</summary>
    public string Add(string operation, IReadOnlyList<string> inputs, params (string Name, object Value)[] attributes) =>
        Add(operation, inputs, 1, attributes)[0];

    /// <summary>Adds a tensor of single precision.</summary>
    public abstract string Constant(float[] values, params long[] shape);

    /// <summary>Adds integers, [n].</summary>
    public abstract string Constant(long[] values);

    public string Constant(Tensor values) => Constant(values, values.shape);

    public string Constant(Tensor values, params long[] shape) =>
        Constant(values.to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray(), shape);

    public string Constant(double value) => Constant([(float)value], 1);

    /// <summary>Adds an operation on values that broadcast, with a result of the shape of the first.</summary>
    public OnnxValue Apply(string operation, OnnxValue x, params string[] others) => x with { Name = Add(operation, [x.Name, .. others]) };

    public OnnxValue Reshape(OnnxValue x, params long[] shape) => new(Add("Reshape", [x.Name, Constant((long[])[-1, .. shape])]), shape);

    public OnnxValue Flatten(OnnxValue x) => x.Shape.Length == 1 ? x : Reshape(x, x.Shape.Aggregate((a, b) => a * b));

    // x: [n, channels, height, width], weight: [filters, channels, kernel, kernel]
    public OnnxValue Convolution(OnnxValue x, Tensor weight, int stride = 1, int padding = 1)
    {
        var kernel = weight.shape[2];
        long Size(long size) => (size + 2 * padding - kernel) / stride + 1;
        var y = Add(
            "Conv",
            [x.Name, Constant(weight)],
            ("kernel_shape", new[] { kernel, kernel }),
            ("strides", new long[] { stride, stride }),
            ("pads", new long[] { padding, padding, padding, padding }));
        return new(y, weight.shape[0], Size(x.Shape[1]), Size(x.Shape[2]));
    }

    // x: [n, inputs], weight: [outputs, inputs], bias: [outputs] or null
    public OnnxValue Linear(OnnxValue x, Tensor weight, Tensor? bias = null)
    {
        var product = new OnnxValue(Add("MatMul", [x.Name, Constant(weight.t())]), weight.shape[0]);
        return bias is null ? product : Apply("Add", product, Constant(bias));
    }

    // x: [n, channels, height, width]
    public OnnxValue MaxPool(OnnxValue x, int kernel, int stride, int padding = 0)
    {
        long Size(long size) => (size + 2 * padding - kernel) / stride + 1;
        var y = Add(
            "MaxPool",
            [x.Name],
            ("kernel_shape", new long[] { kernel, kernel }),
            ("strides", new long[] { stride, stride }),
            ("pads", new long[] { padding, padding, padding, padding }));
        return new(y, x.Shape[0], Size(x.Shape[1]), Size(x.Shape[2]));
    }

    /// <summary>Computes the mean of values of one shape.</summary>
    public OnnxValue Mean(IReadOnlyList<OnnxValue> values) => values[0] with { Name = Add("Mean", [.. values.Select(v => v.Name)]) };

    // x: [n, channels, height, width]; result: [n, channels]
    public OnnxValue MeanOverPositions(OnnxValue x) => Reduce("ReduceMean", x, keep: false, 2, 3);

    /// <summary>Reduces axes, of which 0 counts the rows.</summary>
    public OnnxValue Reduce(string operation, OnnxValue x, bool keep, params long[] axes)
    {
        var y = Add(operation, [x.Name], ("axes", axes), ("keepdims", keep ? 1L : 0L));
        var sizes = x.Shape.Select((size, i) => axes.Contains(i + 1) ? keep ? 1 : 0 : size);
        return new(y, sizes.Where(size => size > 0).ToArray());
    }

    /// <summary>Computes the key of the largest number of each row, counted from 1: [n, 1].</summary>
    public OnnxValue Key(OnnxValue x)
    {
        var index = Add("ArgMax", [x.Name], ("axis", 1L), ("keepdims", 1L));
        return new(Cast(Add("Add", [index, Constant((long[])[1])]), OnnxType.UInt32), 1);
    }

    public OnnxValue IsAtMost(OnnxValue x, double number) => Apply("Not", Apply("Greater", x, Constant(number)));

    // x: [n, classes]; result: the same
    public OnnxValue Softmax(OnnxValue x) => x with { Name = Add("Softmax", [x.Name], ("axis", 1L)) };

    /// <summary>Computes the logarithm of the sum of exponentials over an axis, of which each slice has a finite number.</summary>
    public OnnxValue LogSumExp(OnnxValue x, long axis)
    {
        var largest = Reduce("ReduceMax", x, keep: true, axis);
        var sum = Reduce("ReduceSum", Apply("Exp", Apply("Sub", x, largest.Name)), keep: true, axis);
        // Of length one along the axis.
        return Reduce("ReduceMax", Apply("Add", Apply("Log", sum), largest.Name), keep: false, axis);
    }

    /// <summary>Adds the positions of the largest numbers of each row, [n, count].</summary>
    public string Largest(OnnxValue x, int count) => Add("TopK", [x.Name, Constant((long[])[count])], 2, ("axis", 1L))[1];

    public string Cast(string value, long type) => Add("Cast", [value], ("to", type));

    /// <summary>Divides vectors, [n, ..., size], by their length. A small number is added to its square.</summary>
    public OnnxValue Unit(OnnxValue x, double addedToSquare)
    {
        var squares = Reduce("ReduceSum", Apply("Mul", x, x.Name), keep: true, x.Shape.Length);
        return Apply("Div", x, Apply("Sqrt", Apply("Add", squares, Constant(addedToSquare))).Name);
    }
}
