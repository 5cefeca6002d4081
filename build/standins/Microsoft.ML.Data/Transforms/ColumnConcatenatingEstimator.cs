using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _host.CheckValue(inputColumnNames, nameof(inputColumnNames));
        _host.CheckParam(!inputColumnNames.Any(string.IsNullOrEmpty), nameof(inputColumnNames), "Contained some null or empty items");
        _name = outputColumnName;
        _sources = inputColumnNames.Length == 0 ? [outputColumnName] : inputColumnNames;
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        GetOutputSchema(SchemaShape.Create(input.Schema));
        return new ColumnConcatenatingTransformer(_host, _name, _sources);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(column => column.Name);
        columns[_name] = MakeColumn(_sources.Select(source => ShapeColumns.Find(_host, inputSchema, source)).ToArray());
        return new SchemaShape(columns.Values);
    }

    private SchemaShape.Column MakeColumn(SchemaShape.Column[] sources)
    {
        SchemaShape.Column first = sources[0];
        foreach (SchemaShape.Column source in sources)
        {
            if (!source.ItemType.Equals(first.ItemType) || source.IsKey != first.IsKey)
                throw _host.ExceptSchemaMismatch("inputSchema", "input", source.Name, first.GetTypeString(), source.GetTypeString());
        }
        var annotations = new List<SchemaShape.Column>();
        bool known = sources.All(source => source.Kind != SchemaShape.Column.VectorKind.VariableVector);
        if (known && sources.Any(source => source.Kind == SchemaShape.Column.VectorKind.Scalar || AnnotationUtils.HasSlotNames(source)))
            annotations.Add(ShapeColumns.SlotNames);
        if (sources.All(AnnotationUtils.IsNormalized))
            annotations.Add(ShapeColumns.IsNormalized);
        return new SchemaShape.Column(_name,
            known ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.VariableVector,
            first.ItemType, first.IsKey, new SchemaShape(annotations));
    }
}
