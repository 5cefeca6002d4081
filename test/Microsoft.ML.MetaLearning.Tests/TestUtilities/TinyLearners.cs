using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Learners small enough for hundreds of meta-steps in a second.</summary>
internal static class TinyLearners
{
    public static readonly EpisodeShape ThreeWay = new(Ways: 3, Shots: 2, QueryShots: 2);

    public static Backbone Conv(int filters = 4) => new Conv4(1, 16, 16, filters);

    public static Backbone Perceptron(bool normalize = false) => new Mlp(6, [10, 8], normalize);

    public static MamlLearner Maml(
        Backbone backbone,
        Normalization normalization = Normalization.SupportStatistics,
        GradientOrder order = GradientOrder.Second,
        int steps = 1,
        double innerLearningRate = 0.1,
        TaskKind task = TaskKind.Classification,
        GradientEngine engine = GradientEngine.Automatic) =>
        new(
            new FewShotProblem(backbone, task, task == TaskKind.Classification ? ThreeWay.Ways : 1, normalization),
            new MamlSettings(innerLearningRate, steps, steps, order) { Engine = engine });

    public static IEpisodeSource Episodes(IFewShotLearner learner, int seed, ScalarType type = ScalarType.Float32) => new TinyEpisodes(
        learner.Problem.Backbone.InputShape.ToArray(),
        learner.Problem.Task == TaskKind.Classification ? ThreeWay : new EpisodeShape(Ways: 1, Shots: 6, QueryShots: 6),
        seed,
        learner.Problem.Task,
        type);

    /// <summary>Initial parameters with every gain and bias moved off 1 and 0, so that nothing cancels by chance.</summary>
    public static ParameterSet Initialize(IFewShotLearner learner, ulong seed, ScalarType type = ScalarType.Float32)
    {
        using var generator = new Generator(seed);
        var parameters = learner.Initialize(generator);
        return parameters.Map(p => p.to_type(type)
            .Plus(p.dim() == 1
                ? rand(p.shape, ScalarType.Float64, generator: generator).Minus(0.5).to_type(type).Times(0.2)
                : zeros_like(p).to_type(type)));
    }
}
