// <backbone>
using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

// </backbone>
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

// <backbone>
public sealed class SignalNetwork(int length, int filters) : Backbone
{
    public override string Kind => "SignalNetwork";

    public override IReadOnlyList<long> InputShape => [length];

    public override int EmbeddingSize => filters;

    public override ParameterSet Initialize(Generator generator) => new(
    [
        ("conv.weight", XavierUniform(generator, filters, 1, 1, 5)),
        ("conv.gain", ones(filters)),
        ("conv.bias", zeros(filters)),
    ]);

    // x: [n, length]; result: [n, filters]
    public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer)
    {
        var signal = F.conv2d(x.view(-1, 1, 1, length), parameters["conv.weight"], padding: [0, 2]);
        return normalizer.Normalize("conv", signal, parameters["conv.gain"], parameters["conv.bias"]).relu().mean([2, 3]);
    }

    public override void WriteArchitecture(BinaryWriter writer)
    {
        writer.Write(length);
        writer.Write(filters);
    }
}
// </backbone>

// <learner>
public sealed class RidgeRegression(FewShotProblem problem) : ClosedFormLearner(problem)
{
    public override string Kind => "RidgeRegression";

    protected override ParameterSet InitializeMetric(Generator generator) => new(
    [
        ("ridge.penalty", ones(1)),
        ("ridge.scale", TensorArithmetic.Filled([1], 10, ScalarType.Float32)),
    ]);

    // W = X' (X X' + penalty I)^-1 Y, with the classes as one-hot rows Y
    protected override (Tensor Weight, Tensor Bias) Classifier(ParameterSet meta, Tensor embeddings, Tensor classes)
    {
        var targets = F.one_hot(classes).to_type(embeddings.dtype);
        var penalty = eye(embeddings.shape[0], dtype: embeddings.dtype) * meta["ridge.penalty"].abs();
        var dual = linalg.solve(embeddings.matmul(embeddings.t()).Plus(penalty), targets);
        var weight = dual.t().matmul(embeddings) * meta["ridge.scale"];
        return (weight, zeros_like(weight.narrow(1, 0, 1)).view(-1));
    }

    public override void WriteSettings(BinaryWriter writer)
    {
    }
}
// </learner>

// <sampling>
public sealed class WithinGroupSampling : EpisodeSampling
{
    public override EpisodeShape Largest(EpisodeShape shape) => shape;

    public override string Describe(EpisodeShape shape) => $"{Fixed.Describe(shape)}, classes of one group";

    public override string ToString() => "classes of one group";

    public override IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed)
    {
        var groups = Enumerable.Range(0, classes.Count).GroupBy(c => classes.Names[c].Split('/')[0]).Where(g => g.Count() >= shape.Ways);
        return new Sampler([.. groups.Select(g => (g.ToArray(), new EpisodeSampler([.. g.Select(c => classes.Sizes[c])], shape, seed)))]);
    }

    private sealed class Sampler((int[] Classes, EpisodeSampler Episodes)[] groups) : IEpisodeSampler
    {
        public EpisodeIndices Sample(long index)
        {
            var (classes, episodes) = groups[index % groups.Length];
            var episode = episodes.Sample(index);
            return episode with { Classes = [.. episode.Classes.Select(c => classes[c])] };
        }
    }
}
// </sampling>

/// <summary>docs/extending.md.</summary>
internal static class Extending
{
    public static MetaLearnedTransformer Backbone(MLContext mlContext, IDataView metaTrain)
    {
        // <use-backbone>
        var trainer = mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
        {
            Backbone = new SignalNetwork(length: 64, filters: 32),
            OuterLoop = { MetaSteps = 300 },
        });
        MetaLearnedTransformer meta = trainer.Fit(metaTrain);
        // </use-backbone>
        return meta;
    }

    public static void RegisterBackbone()
    {
        // <register-backbone>
        Microsoft.ML.MetaLearning.Backbone.RegisterKind("SignalNetwork", reader => new SignalNetwork(reader.ReadInt32(), reader.ReadInt32()));
        // </register-backbone>
    }

    public static ITransformer Learner(MLContext mlContext, IDataView metaTrain, IDataView support)
    {
        // <use-learner>
        var trainer = mlContext.MetaLearning().CustomLearner(problem => new RidgeRegression(problem), ways: 5, shots: 1, metaSteps: 300);
        MetaLearnedTransformer meta = trainer.Fit(metaTrain);
        ITransformer classifier = mlContext.MetaLearning().Adapt(meta, support);
        // </use-learner>
        return classifier;
    }

    public static void RegisterLearner()
    {
        // <register-learner>
        IFewShotLearner.RegisterKind("RidgeRegression", (reader, problem) => new RidgeRegression(problem));
        // </register-learner>
    }

    public static MetaLearnedTransformer Sampling(MLContext mlContext, IDataView metaTrain)
    {
        // <use-sampling>
        var trainer = mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
        {
            Ways = 5,
            Sampling = new WithinGroupSampling(),
            OuterLoop = { MetaSteps = 300 },
        });
        MetaLearnedTransformer meta = trainer.Fit(metaTrain);
        // </use-sampling>
        return meta;
    }
}
