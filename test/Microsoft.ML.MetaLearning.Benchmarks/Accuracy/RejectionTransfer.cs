using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>
/// Whether a threshold calibrated on held-out classes keeps its promise on others: classifiers of random classes of meta-test, calibrated
/// on the rest of them.
/// </summary>
internal static class RejectionTransfer
{
    private const int Classifiers = 20;
    private const int Ways = 5;
    private const int Shots = 5;
    private const double FalseRejectionRate = 0.05;

    /// <param name="mlContext">The context.</param>
    /// <param name="model">The meta-learned model.</param>
    /// <param name="metaTest">Rows of unseen classes: half of them to classify, half to calibrate on.</param>
    /// <param name="outOfScope">Rows of none of them; other classes of the first half if null.</param>
    /// <param name="seed">The seed of the choice of classes.</param>
    public static string Measure(MLContext mlContext, MetaLearnedTransformer model, IDataView metaTest, IDataView? outOfScope, int seed)
    {
        var rows = Rows(metaTest);
        var names = rows.Select(r => r.Label).Distinct().ToArray();
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < Classifiers; i++)
        {
            // Rows too: neighbors in the files of CLINC150 are alike, and the first of a class are no fair sample of it.
            var random = new Random(seed + i);
            random.Shuffle(names);
            random.Shuffle(rows);
            var (own, others, heldOut) = (
                names[..Ways].ToHashSet(), names[Ways..(names.Length / 2)].ToHashSet(), names[(names.Length / 2)..].ToHashSet());
            var ownRows = rows.Where(r => own.Contains(r.Label)).GroupBy(r => r.Label).ToArray();
            using var adapted = mlContext.MetaLearning()
                .Adapt(model, View(mlContext, ownRows.SelectMany(c => c.Take(Shots))), keepSupport: true);
            using var classifier = mlContext.MetaLearning()
                .WithRejection(adapted, View(mlContext, rows.Where(r => heldOut.Contains(r.Label))), FalseRejectionRate);
            known.Add(Rejected(classifier, View(mlContext, ownRows.SelectMany(c => c.Skip(Shots)))));
            unknown.Add(Rejected(classifier, outOfScope ?? View(mlContext, rows.Where(r => others.Contains(r.Label)))));
        }
        return string.Create(CultureInfo.InvariantCulture, $"{Classifiers} classifiers, {Ways}-way {Shots}-shot, calibrated to reject " +
            $"{FalseRejectionRate:P0} of their own classes: they reject {known.Average():P1} of them and {unknown.Average():P1} of the rest");
    }

    private static double Rejected(ITransformer classifier, IDataView rows) =>
        classifier.Transform(rows).GetColumn<bool>("IsKnown").Average(known => known ? 0.0 : 1.0);

    private static Row[] Rows(IDataView data) =>
        data.GetColumn<string>("Label").Zip(
            data.GetColumn<float[]>("Features"), (label, features) => new Row { Label = label, Features = features }).ToArray();

    private static IDataView View(MLContext mlContext, IEnumerable<Row> rows)
    {
        var list = rows.ToArray();
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, list[0].Features.Length);
        return mlContext.Data.LoadFromEnumerable(list, schema);
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public float[] Features { get; set; } = [];
    }
}
