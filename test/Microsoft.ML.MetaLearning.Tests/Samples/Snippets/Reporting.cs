using Microsoft.ML;
using Microsoft.ML.MetaLearning;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/concepts/reporting.md.</summary>
internal static class Reporting
{
    public static void Train(MLContext mlContext, IDataView metaTrain, IDataView metaTest)
    {
        // <report-training>
        var record = new MetaTrainingRecord();
        using var board = new TensorBoardWriter("runs/maml") { HistogramInterval = 500, ImageInterval = 1000 };
        using var file = new MetricsFile("runs/maml.csv");

        var trainer = mlContext.MetaLearning().Maml(new MamlTrainer.Options { Progress = new CombinedProgress(record, board, file) });
        ITransformer metaModel = trainer.Fit(metaTrain);

        mlContext.MetaLearning().WriteReport("report.html", metaModel, metaTest, training: record);
        // </report-training>
    }

    public static void WriteEvents(float[] confidences)
    {
        // <write-events>
        using var board = new TensorBoardWriter("runs/mine");
        board.AddScalar("test/accuracy", 0.93, step: 100);
        board.AddHistogram("test/confidences", confidences, step: 100);
        // </write-events>
    }

    public static void ReportLater(MLContext mlContext, ITransformer metaModel, IDataView metaTest)
    {
        // <report-later>
        var saved = MetaTrainingRecord.Load("runs/maml.csv");
        mlContext.MetaLearning().WriteReport("report.html", metaModel, metaTest, title: "MAML on our parts", training: saved);
        // </report-later>
    }
}
