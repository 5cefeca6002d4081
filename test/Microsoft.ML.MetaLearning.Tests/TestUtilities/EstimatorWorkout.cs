using System;
using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The contract of ML.NET that every pair of estimator and transformer keeps, checked on one example.</summary>
internal static class EstimatorWorkout
{
    /// <param name="mlContext">Saves and loads.</param>
    /// <param name="estimator">What is worked out.</param>
    /// <param name="valid">Rows to fit on and to transform.</param>
    /// <param name="invalid">A view that neither can be fitted on nor transformed.</param>
    public static void Run(MLContext mlContext, IEstimator<ITransformer> estimator, IDataView valid, IDataView invalid)
    {
        var promised = estimator.GetOutputSchema(SchemaShape.Create(valid.Schema));
        var transformer = estimator.Fit(valid);
        var delivered = transformer.GetOutputSchema(valid.Schema);

        InvalidInputFails(estimator, transformer, invalid);
        PromiseIsDelivered(promised, SchemaShape.Create(delivered));
        ViewAssert.SchemasEqual(delivered, transformer.Transform(valid).Schema);
        MapsRowByRow(transformer, valid);
        ReadsOnlyWhatIsAskedFor(transformer, valid);
        SavesAndLoads(mlContext, transformer, valid);
        Disposes(transformer);
    }

    private static void InvalidInputFails(IEstimator<ITransformer> estimator, ITransformer transformer, IDataView invalid)
    {
        Fails("GetOutputSchema of the estimator", () => estimator.GetOutputSchema(SchemaShape.Create(invalid.Schema)));
        Fails("Fit", () => estimator.Fit(invalid));
        Fails("GetOutputSchema of the transformer", () => transformer.GetOutputSchema(invalid.Schema));
        Fails("Transform", () => transformer.Transform(invalid));
        Fails("GetRowToRowMapper", () => transformer.GetRowToRowMapper(invalid.Schema));
    }

    private static void Fails(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            Assert.IsTrue(
                e is ArgumentOutOfRangeException or InvalidOperationException,
                $"{what} failed with {e.GetType()}, which is none of the allowed exceptions: {e.Message}");
            return;
        }
        Assert.Fail($"{what} took invalid input.");
    }

    private static void PromiseIsDelivered(SchemaShape promised, SchemaShape delivered)
    {
        static string Names(SchemaShape shape) => string.Join(", ", shape.Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.AreEqual(Names(promised), Names(delivered));
        foreach (var column in promised)
        {
            var other = delivered.Single(c => c.Name == column.Name);
            Assert.IsTrue(
                column.IsCompatibleWith(other),
                $"Column '{column.Name}' has less than was promised: {Describe(column)} was, {Describe(other)} is.");
            Assert.IsTrue(
                other.IsCompatibleWith(column),
                $"Column '{column.Name}' has more than was promised: {Describe(column)} was, {Describe(other)} is.");
        }
    }

    private static string Describe(SchemaShape.Column column) =>
        $"{column.GetTypeString()} with {string.Join(", ", column.Annotations.Select(a => $"{a.Name} {a.GetTypeString()}"))}";

    private static void MapsRowByRow(ITransformer transformer, IDataView data)
    {
        Assert.IsTrue(transformer.IsRowToRowMapper);
        var mapper = transformer.GetRowToRowMapper(data.Schema);
        Assert.AreSame(data.Schema, mapper.InputSchema);
        ViewAssert.SchemasEqual(transformer.GetOutputSchema(data.Schema), mapper.OutputSchema);

        var visible = mapper.OutputSchema.Where(c => !c.IsHidden).ToArray();
        var expected = ViewAssert.Values(transformer.Transform(data));
        using var cursor = data.GetRowCursor(mapper.GetDependencies(visible));
        using var row = mapper.GetRow(cursor, visible);
        var getters = visible.Select(c => ViewAssert.Getter(row, c)).ToArray();
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.IsTrue(cursor.MoveNext());
            Assert.AreEqual(expected[i], string.Join(" | ", getters.Zip(visible, (get, c) => $"{c.Name}: {get()}")));
        }
        Assert.IsFalse(cursor.MoveNext());
    }

    private static void ReadsOnlyWhatIsAskedFor(ITransformer transformer, IDataView data)
    {
        var output = transformer.Transform(data);
        var input = data.Schema.First(c => !c.IsHidden);
        using var cursor = output.GetRowCursor([output.Schema[input.Name]]);
        Assert.IsTrue(cursor.IsColumnActive(output.Schema[input.Name]));
        foreach (var added in output.Schema.Where(c => data.Schema.GetColumnOrNull(c.Name) is null))
            Assert.IsFalse(cursor.IsColumnActive(added), $"Column '{added.Name}' is computed though nobody asked for it.");
    }

    private static void SavesAndLoads(MLContext mlContext, ITransformer transformer, IDataView data)
    {
        using var stream = new MemoryStream();
        mlContext.Model.Save(transformer, data.Schema, stream);
        stream.Position = 0;
        var loaded = mlContext.Model.Load(stream, out var schema);
        ViewAssert.SchemasEqual(data.Schema, schema);
        ViewAssert.ViewsEqual(transformer.Transform(data), loaded.Transform(data));
        Disposes(loaded);
    }

    private static void Disposes(ITransformer transformer)
    {
        var disposable = transformer as IDisposable;
        disposable?.Dispose();
        disposable?.Dispose();
    }
}
