using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.MetaLearning.Benchmarks;

/// <summary>
/// Ten meta-steps of 8 tasks, 5-way 1-shot with 5 inner steps on 28x28 glyphs, reading the rows included: 80 tasks an operation.
/// </summary>
public class MetaStepBenchmarks
{
    private readonly MLContext _mlContext = new(seed: 1);
    private IDataView _data = null!;

    [Params(true, false)]
    public bool FirstOrder { get; set; }

    [Params(Normalization.SupportStatistics, Normalization.TransductiveBatch)]
    public Normalization Normalization { get; set; }

    [Params(GradientEngine.Tape, GradientEngine.Autograd)]
    public GradientEngine GradientEngine { get; set; }

    [GlobalSetup]
    public void Setup() => _data = _mlContext.MetaLearning().LoadGlyphs(classes: 20, drawings: 10);

    [Benchmark]
    public void TenMetaSteps()
    {
        using var model = _mlContext.MetaLearning().Maml(new MamlTrainer.Options
        {
            Backbone = new Conv4(1, 28, 28),
            QueryShots = 5,
            OuterLoop = { MetaSteps = 10 },
            InnerLoop = { FirstOrder = FirstOrder },
            Normalization = Normalization,
            GradientEngine = GradientEngine,
        }).Fit(_data);
    }
}
