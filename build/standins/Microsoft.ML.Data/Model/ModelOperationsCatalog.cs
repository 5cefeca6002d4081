using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Saves and loads models, and serves them one example at a time.</summary>
public sealed class ModelOperationsCatalog : IInternalCatalog
{
    internal const string SchemaEntryName = "Schema";

    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env)
    {
        Contracts.CheckValue(env, nameof(env));
        _env = env;
    }

    IHostEnvironment IInternalCatalog.Environment => _env;

    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        Contracts.CheckNonWhiteSpace(_env, filePath, nameof(filePath));
        using var stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        Contracts.CheckValue(_env, model, nameof(model));
        Contracts.CheckValue(_env, stream, nameof(stream));
        using var repository = RepositoryWriter.CreateNew(stream, _env);
        if (inputSchema != null)
        {
            using var entry = repository.CreateEntry(SchemaEntryName);
            SchemaFormat.Save(_env, inputSchema, entry.Stream);
        }
        ModelSaveContext.SaveModel(repository, model, TransformerChain.LoaderSignature);
        repository.Commit();
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        Contracts.CheckNonWhiteSpace(_env, filePath, nameof(filePath));
        using var stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        Contracts.CheckValue(_env, stream, nameof(stream));
        using var repository = RepositoryReader.Open(stream, _env);
        ModelLoadContext.LoadModel<ITransformer, SignatureLoadModel>(_env, out var model, repository, TransformerChain.LoaderSignature);
        using var entry = repository.OpenEntryOrNull(SchemaEntryName);
        // A model saved without a schema has none to give.
        inputSchema = entry == null ? null! : SchemaFormat.Load(_env, entry.Stream);
        return model;
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer,
        bool ignoreMissingColumns = true,
        SchemaDefinition? inputSchemaDefinition = null,
        SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new()
        => new PredictionEngine<TSrc, TDst>(_env, transformer, ignoreMissingColumns, inputSchemaDefinition, outputSchemaDefinition);

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
    {
        Contracts.CheckValue(_env, options, nameof(options));
        return new PredictionEngine<TSrc, TDst>(
            _env, transformer, options.IgnoreMissingColumns, options.InputSchemaDefinition, options.OutputSchemaDefinition, options.OwnsTransformer);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new()
    {
        Contracts.CheckValue(_env, inputSchema, nameof(inputSchema));
        return new PredictionEngine<TSrc, TDst>(_env, transformer, ignoreMissingColumns: false, DefinitionFrom<TSrc>(inputSchema));
    }

    private SchemaDefinition DefinitionFrom<TSrc>(DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Read);
        foreach (var column in schema.Where(column => !column.IsHidden))
        {
            var member = definition.FirstOrDefault(member => member.ColumnName == column.Name)
                ?? throw Contracts.Except(_env, $"Type should contain a member named {column.Name}");
            member.ColumnType = column.Type;
            member.Annotations = column.Annotations;
        }
        return definition;
    }
}
