using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, DataKind outputKind)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(TypeConvertingEstimator)), new TypeConvertingTransformer(env, columns, outputKind))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(column => column.Name);
        DataViewType target = Transformer.TargetType;
        foreach ((string output, string input) in Transformer.ColumnPairs)
        {
            SchemaShape.Column source = ShapeColumns.Find(Host, inputSchema, input);
            if (!TypeConvertingTransformer.Exists(source.ItemType, source.IsKey, target))
            {
                throw Host.ExceptParam(nameof(inputSchema),
                    $"source column '{input}' with item type '{source.ItemType}' is not compatible with destination type '{target}'");
            }
            IEnumerable<SchemaShape.Column> kept = source.Annotations.Where(
                annotation => TypeConvertingTransformer.Keeps(annotation.Name, source.ItemType, target));
            columns[output] = new SchemaShape.Column(output, source.Kind, target, false, new SchemaShape(kept));
        }
        return new SchemaShape(columns.Values);
    }
}
