using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Episodes;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>
/// Model-agnostic meta-learning: an initialization from which a few gradient steps on the support set do well on the query set.
/// Algorithm 2 of Finn et al., <a href="https://arxiv.org/abs/1703.03400">2017</a>; of the first order it is FOMAML.
/// </summary>
internal sealed class MamlLearner(Backbone backbone, int outputs, TaskKind task, Normalization normalization, MamlSettings settings) : IFewShotLearner
{
    private readonly LinearHead _head = new(backbone.EmbeddingSize, outputs);
    private readonly InnerLoop _innerLoop = new(new Sgd(settings.InnerLearningRate));

    public Backbone Backbone => backbone;

    public int Outputs => outputs;

    public TaskKind Task => task;

    public Normalization Normalization => normalization;

    public MamlSettings Settings => settings;

    public string GradientPath => settings.Order == GradientOrder.Second ? "autograd, second order" : "autograd, first order";

    public ParameterSet Initialize(Generator generator) => backbone.Initialize(generator).Combine(_head.Initialize(generator));

    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode)
    {
        using var scope = NewDisposeScope();
        var adaptation = Adapt(meta, episode.Support, settings.AdaptationSteps, settings.Order);
        var outputs = Forward(adaptation.Parameters, episode.Query.Inputs, QueryNormalizer(adaptation.Parameters, episode.Support));
        var loss = task.Loss(outputs, episode.Query.Targets);
        var gradient = Gradients.Of(loss, adaptation.Leaves, createGraph: false);
        return new EpisodeGradient(loss.ToDouble(), task.Accuracy(outputs, episode.Query.Targets), gradient.MoveToOuterDisposeScope());
    }

    public int TestAdaptationSteps => settings.TestAdaptationSteps;

    public IFewShotLearner WithTestAdaptationSteps(int steps) =>
        new MamlLearner(backbone, outputs, task, normalization, settings with { TestAdaptationSteps = steps });

    public IFewShotPredictor Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        if (task == TaskKind.Classification)
            meta = LinearHead.Narrow(meta, (int)support.Targets.max().ToInt64() + 1);
        var adapted = Adapt(meta, support, settings.TestAdaptationSteps, GradientOrder.First).Parameters.Clone();
        using var _ = no_grad();
        var moments = NormalizationMoments.Record(backbone, adapted, support.Inputs, normalization);
        moments.ToParameters().MoveToOuterDisposeScope();
        return new NetworkPredictor(backbone, adapted.MoveToOuterDisposeScope(), moments, normalization);
    }

    private Adaptation Adapt(ParameterSet meta, Examples support, int steps, GradientOrder order) => _innerLoop.Adapt(
        meta,
        parameters => task.Loss(Forward(parameters, support.Inputs, Normalizer.ForSupport(normalization)), support.Targets),
        steps,
        order);

    /// <summary>How the training loss normalizes the query: gradients flow through the support's moments under the adapted parameters.</summary>
    private Normalizer QueryNormalizer(ParameterSet adapted, Examples support) => normalization == Normalization.SupportStatistics
        ? Normalizer.By(NormalizationMoments.Record(backbone, adapted, support.Inputs, normalization))
        : Normalizer.ForSupport(normalization);

    // inputs: [n, ...input shape]; result: [n, outputs]
    private Tensor Forward(ParameterSet parameters, Tensor inputs, Normalizer normalizer) =>
        LinearHead.Forward(parameters, backbone.Forward(parameters, inputs, normalizer));
}

/// <summary>The numbers of a MAML learner.</summary>
internal sealed record MamlSettings(double InnerLearningRate, int AdaptationSteps, int TestAdaptationSteps, GradientOrder Order);
