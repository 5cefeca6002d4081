using System.Linq;
using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.MetaLearning.Benchmarks;

/// <summary>Adapting to 5 rows of 5 classes (5 gradient steps, Conv4 of 64 filters on 28x28) and predicting one row.</summary>
[MemoryDiagnoser]
public class ServingBenchmarks
{
    private readonly MLContext _mlContext = new(seed: 1);
    private MetaLearnedTransformer _model = null!;
    private IDataView _support = null!;
    private GlyphRow _query = null!;
    private PredictionEngine<GlyphRow, Prediction> _engine = null!;

    public sealed class Prediction
    {
        public uint PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];
    }

    [GlobalSetup]
    public void Setup()
    {
        var data = _mlContext.MetaLearning().LoadGlyphs(classes: 10, drawings: 20);
        _model = _mlContext.MetaLearning().Maml(new MamlTrainer.Options
        {
            Backbone = new Conv4(1, 28, 28),
            OuterLoop = { MetaSteps = 1 },
        }).Fit(data);
        var drawings = _mlContext.Data.CreateEnumerable<GlyphRow>(data, reuseRowObject: false).ToArray();
        _support = _mlContext.Data.LoadFromEnumerable<GlyphRow>(drawings.GroupBy(d => d.Label).Take(5).Select(g => g.First()).ToList());
        _query = drawings[1];
        _engine = _mlContext.Model.CreatePredictionEngine<GlyphRow, Prediction>(_mlContext.MetaLearning().Adapt(_model, _support));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _engine.Dispose();
        _model.Dispose();
    }

    [Benchmark]
    public void Adapt() => _mlContext.MetaLearning().Adapt(_model, _support).Dispose();

    [Benchmark]
    public uint Predict() => _engine.Predict(_query).PredictedLabel;
}
