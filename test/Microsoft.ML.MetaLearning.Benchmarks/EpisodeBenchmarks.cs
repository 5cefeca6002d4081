using System.Linq;
using BenchmarkDotNet.Attributes;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Benchmarks;

/// <summary>
/// What one 5-way 1-shot episode with 5 query shots costs a task of meta-training, the baseline: choosing its rows among 1,000 classes of
/// 20, and putting them together as tensors. On one thread.
/// </summary>
public class EpisodeBenchmarks
{
    private const int Classes = 1000, Rows = 20;
    private static readonly EpisodeShape s_shape = new(Ways: 5, Shots: 1, QueryShots: 5);
    private static readonly EpisodeAugmentation s_augmentation = new(
        Augmentation.RandomRotations,
        [new RandomCrop(2), new HorizontalFlip(), new RandomRotation(10)],
        [new RandomCrop(2), new HorizontalFlip(), new RandomRotation(10)]);
    private readonly ClassSizes _sizes = new(
        Enumerable.Range(0, Classes).Select(c => $"group {c / 20}/class {c}").ToArray(), Enumerable.Repeat(Rows, Classes).ToArray());
    private IEpisodeSampler _fixed = null!;
    private IEpisodeSampler _variable = null!;
    private ExampleSet _examples = null!;
    private EpisodeLoader _plain = null!;
    private EpisodeLoader _augmented = null!;
    private MamlLearner _learner = null!;
    private PrototypicalLearner _prototypical = null!;
    private ParameterSet _parameters = null!;
    private Episode _episode = null!;
    private long _index;

    /// <summary>
    /// The height and width of the images: 28 with 1 channel and 64 filters as of Omniglot, 84 with 3 channels and 32 filters as of
    /// mini-ImageNet.
    /// </summary>
    [Params(28, 84)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        ThreadBuffers.Keep();
        using var generator = new Generator(1);
        var (channels, filters) = Size == 28 ? (1, 64) : (3, 32);
        _fixed = EpisodeSampling.Fixed.CreateSampler(_sizes, s_shape, seed: 1);
        _variable = new VariableSampling { Hierarchy = ClassHierarchy.Bilevel }.CreateSampler(_sizes, s_shape, seed: 1);
        // As many images as fit in memory take the place of all.
        var rows = Size == 28 ? Classes * Rows : Classes;
        var members = Enumerable.Range(0, Classes).Select(c => Enumerable.Range(0, Rows).Select(r => (c * Rows + r) % rows)
            .ToArray()).ToArray();
        _examples = new ExampleSet(
            rand([rows, channels, Size, Size], generator: generator),
            null,
            new ClassLabels(Microsoft.ML.Data.TextDataViewType.Instance, _sizes.Names),
            members,
            "class");
        _plain = new EpisodeLoader(_examples, s_shape, seed: 1);
        _augmented = new EpisodeLoader(_examples, EpisodeSampling.Fixed, s_shape, seed: 1, s_augmentation);
        var problem = new FewShotProblem(
            new Conv4(channels, Size, Size, filters), TaskKind.Classification, s_shape.Ways, Normalization.SupportStatistics);
        _learner = new MamlLearner(problem, new MamlSettings(0.1, 5, 5, GradientOrder.Second));
        _prototypical = new PrototypicalLearner(problem with { Outputs = null }, PrototypeDistance.SquaredEuclidean);
        // The prototypical network's are the backbone's among them.
        _parameters = _learner.Initialize(generator);
        _episode = _plain.Load(0);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _examples.Dispose();
        ThreadBuffers.Release();
    }

    [Benchmark(Baseline = true)]
    public double MamlTask() => Task(_learner);

    [Benchmark]
    public double PrototypicalTask() => Task(_prototypical);

    [Benchmark]
    public EpisodeIndices SampleFixed() => _fixed.Sample(_index++);

    [Benchmark]
    public EpisodeIndices SampleVariable() => _variable.Sample(_index++);

    [Benchmark]
    public long Load() => Load(_plain);

    [Benchmark]
    public long LoadAugmented() => Load(_augmented);

    private double Task(IFewShotLearner learner)
    {
        using var scope = NewDisposeScope();
        return learner.MetaGradient(_parameters, _episode).Loss;
    }

    private long Load(EpisodeLoader loader)
    {
        using var scope = NewDisposeScope();
        return loader.Load(_index++).Query.Inputs.shape[0];
    }
}
