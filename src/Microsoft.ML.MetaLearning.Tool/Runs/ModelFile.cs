using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MetaLearn.Configuration;
using MetaLearn.Data;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Runs;

/// <summary>A model that was loaded.</summary>
/// <param name="Path">The file.</param>
/// <param name="Model">The model, preprocessing included.</param>
/// <param name="Schema">The rows that it reads.</param>
internal sealed record ModelFile(string Path, ITransformer Model, DataViewSchema Schema) : IDisposable
{
    /// <summary>The steps of the model, those of chains in chains included.</summary>
    public IReadOnlyList<ITransformer> Steps { get; } = Flatten(Model).ToArray();

    /// <summary>The run beside the file, or null.</summary>
    public RunFolder? Run => RunOf(Path);

    /// <summary>The adapted classifier in it, or null.</summary>
    public FewShotClassificationTransformer? Classifier => Steps.OfType<FewShotClassificationTransformer>().LastOrDefault();

    /// <summary>The run in whose folder a file is, or null.</summary>
    public static RunFolder? RunOf(string file) =>
        new RunFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!) is { HasRun: true } run ? run : null;

    /// <summary>Loads a file, or the model of a run's folder.</summary>
    /// <exception cref="DataException">There is none, or it is damaged.</exception>
    public static ModelFile Load(MLContext mlContext, string path)
    {
        var file = System.IO.Path.GetFullPath(Directory.Exists(path) ? new RunFolder(System.IO.Path.GetFullPath(path)).Model : path);
        if (!File.Exists(file))
            throw new DataException($"model '{file}' does not exist.");
        try
        {
            return new ModelFile(file, mlContext.Model.Load(file, out var schema), schema);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new DataException(
                $"model '{file}' cannot be loaded: {(e.InnerException is { } inner ? Messages.Of(inner) : Messages.Of(e))}", e);
        }
    }

    /// <summary>Loads a meta-learned model.</summary>
    /// <exception cref="ConfigurationException">The model is another.</exception>
    public static ModelFile LoadMetaLearned(MLContext mlContext, string path)
    {
        var file = Load(mlContext, path);
        return file.Steps[^1] is MetaLearnedTransformer
            ? file
            : throw new ConfigurationException([$"'{file.Path}' is no meta-learned model, but ends in {file.Steps[^1].GetType().Name}; " +
                "'metalearn inspect' tells what is in it."]);
    }

    /// <summary>Loads a classifier that can be changed.</summary>
    /// <exception cref="ConfigurationException">The model is another, or has not kept its support set.</exception>
    public static ModelFile LoadClassifier(MLContext mlContext, string path)
    {
        var file = Load(mlContext, path);
        return file.Classifier switch
        {
            null => throw new ConfigurationException([$"'{file.Path}' is no classifier, but ends in {file.Steps[^1].GetType().Name}; " +
                "make one with 'metalearn adapt --keep-support'."]),
            { KeepsSupport: false } => throw new ConfigurationException(
                [$"'{file.Path}' has not kept its support set; adapt it with --keep-support."]),
            _ => file,
        };
    }

    public static void Save(MLContext mlContext, ITransformer model, DataViewSchema schema, string file) => AtomicFile.Write(file, stream =>
    {
        // ML.NET seeks in what it writes, and closes it.
        using var archive = new MemoryStream();
        mlContext.Model.Save(model, schema, archive);
        stream.Write(archive.ToArray());
    });

    public void Dispose() => (Model as IDisposable)?.Dispose();

    private static IEnumerable<ITransformer> Flatten(ITransformer transformer) => transformer is IEnumerable<ITransformer> chain
        ? chain.SelectMany(Flatten)
        : [transformer];
}
