using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>Adds operations to the graph that ML.NET's converter builds of a pipeline.</summary>
internal sealed class ContextGraph(OnnxContext context, string prefix) : OnnxGraph
{
    public override string[] Add(
        string operation, IReadOnlyList<string> inputs, int results, params (string Name, object Value)[] attributes)
    {
        var names = Enumerable.Range(0, results)
            .Select(_ => context.AddIntermediateVariable(null, $"{prefix}.{operation}", skip: true)).ToArray();
        AddTo(names, operation, inputs, attributes);
        return names;
    }

    /// <summary>Adds an operation whose result is a column.</summary>
    public void AddColumn(string name, DataViewType type, string value) =>
        AddTo([context.AddIntermediateVariable(type, name)], "Identity", [value], []);

    public override string Constant(float[] values, params long[] shape) => context.AddInitializer(values, shape, $"{prefix}.constant");

    public override string Constant(long[] values) => context.AddInitializer(values, [values.Length], $"{prefix}.constant");

    private void AddTo(string[] results, string operation, IReadOnlyList<string> inputs, (string Name, object Value)[] attributes)
    {
        var node = context.CreateNode(operation, inputs, results, context.GetNodeName($"{prefix}.{operation}"), "");
        foreach (var (name, value) in attributes)
            switch (value)
            {
                case long number:
                    node.AddAttribute(name, number);
                    break;
                case double number:
                    node.AddAttribute(name, number);
                    break;
                case long[] numbers:
                    node.AddAttribute(name, numbers.AsEnumerable());
                    break;
                default:
                    throw new NotSupportedException($"there are no attributes of {value.GetType().Name}.");
            }
    }
}
