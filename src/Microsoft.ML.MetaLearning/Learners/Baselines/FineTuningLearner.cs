using System;
using System.IO;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents transfer learning: a backbone trained as an ordinary classifier, and a new last layer trained on the support set. Baseline
/// and Baseline++ of Chen et al., <a href="https://arxiv.org/abs/1904.04232">2019</a>, section 3.2; fine-tuning of all parameters as in
/// Triantafillou et al., <a href="https://arxiv.org/abs/1903.03096">2020</a>, section 3.
/// </summary>
internal sealed class FineTuningLearner(FewShotProblem problem, FineTuningSettings settings, int? baseClasses = null)
    : BatchTrainedLearner(problem, settings.Engine, baseClasses)
{
    internal const string KindName = "FineTuning";

    // The last layer starts the same for every support set, so that adaptation only depends on the model and the rows.
    private const ulong HeadSeed = 1;

    public override string Kind => KindName;

    public override int TestAdaptationSteps => settings.Steps;

    private bool Cosine => settings.Mode == FineTuningMode.CosineClassifier;

    public override BatchTrainedLearner WithBaseClasses(int count) => new FineTuningLearner(Problem, settings, count);

    public override IFewShotLearner WithTestAdaptationSteps(int steps) =>
        new FineTuningLearner(Problem, settings with { Steps = steps }, BaseClasses);

    public override ParameterSet Initialize(Generator generator)
    {
        var meta = base.Initialize(generator);
        return Cosine
            ? meta.Combine(new ParameterSet([(CosineHead.Scale, TensorArithmetic.Filled([1], CosineHead.InitialScale, ScalarType.Float32))]))
            : meta;
    }

    public override AdaptedNetwork Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        (meta, _) = Split(meta);
        var (head, start) = NewHead(meta, ways: (int)support.Targets.max().ToInteger() + 1);
        ParameterSet adapted;
        NormalizationMoments moments;
        if (settings.Mode == FineTuningMode.All)
        {
            adapted = FineTuneAll(head, meta.Combine(start), support);
            (_, moments) = Engines.For(adapted).Embed(adapted, support.Inputs);
        }
        else
        {
            (var embeddings, moments) = Engines.For(meta).Embed(meta, support.Inputs);
            adapted = FineTuneHead(head, meta, start, new Examples(embeddings.detach(), support.Targets));
        }
        return AdaptedNetwork.Create(Problem, head, adapted.Detach(), moments);
    }

    // *** Binary format ***
    // byte: mode, byte: optimizer, double: learning rate, int: steps
    public override void WriteSettings(BinaryWriter writer)
    {
        writer.Write((byte)settings.Mode);
        writer.Write((byte)settings.Optimizer);
        writer.Write(settings.LearningRate);
        writer.Write(settings.Steps);
    }

    internal static FineTuningLearner Read(BinaryReader reader, FewShotProblem problem) => new(problem, new FineTuningSettings(
        Checks.DecodedEnum<FineTuningMode>(reader.ReadByte()),
        Checks.DecodedEnum<OuterOptimizerKind>(reader.ReadByte()),
        reader.ReadDouble(),
        Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of adaptation steps")));

    protected override ParameterSet InitializeClassifier(Generator generator, int classes) => Cosine
        ? new([(BaseWeight, Backbone.XavierUniform(generator, classes, Problem.Backbone.EmbeddingSize))])
        : base.InitializeClassifier(generator, classes);

    protected override Tensor Classify(ParameterSet meta, Tensor embeddings) => Cosine
        ? CosineHead.Logits(embeddings, meta[BaseWeight], meta[CosineHead.Scale])
        : base.Classify(meta, embeddings);

    /// <summary>Creates a last layer and its tensors to fine-tune. The scale of a layer of cosines stays as trained.</summary>
    private (Head Head, ParameterSet Start) NewHead(ParameterSet meta, int ways)
    {
        using var generator = new Generator(HeadSeed);
        var size = Problem.Backbone.EmbeddingSize;
        var linear = new LinearHead(size, ways);
        var start = Cosine ? new([(CosineHead.Weight, Backbone.XavierUniform(generator, ways, size))]) : linear.Initialize(generator);
        return (Cosine ? new CosineHead(size, ways) : linear, start.To(meta.Type).To(meta.Device));
    }

    // embedded: [support, embedding] and their classes
    private ParameterSet FineTuneHead(Head head, ParameterSet meta, ParameterSet start, Examples embedded) =>
        meta.Combine(Descend(start, parameters =>
        {
            var logits = head.Predict(meta.Combine(parameters), embedded.Inputs);
            return Gradients.Of(Problem.Task.Loss(logits, embedded.Targets), parameters, createGraph: false);
        }));

    private ParameterSet FineTuneAll(Head head, ParameterSet start, Examples support)
    {
        var batch = new Episode(support.Narrow(0, 0), support);
        return Descend(start, parameters => Engines.For(parameters).MetaGradient(parameters, batch, (current, _, embeddings) =>
        {
            var logits = head.Predict(current, embeddings);
            return new EpisodeObjective(Problem.Task.Loss(logits, support.Targets), logits);
        }).Gradient);
    }

    private ParameterSet Descend(ParameterSet start, Func<ParameterSet, ParameterSet> gradient)
    {
        using var optimizer = new OuterOptimizer(start, settings.Optimizer, weightDecay: 0);
        for (var step = 0; step < settings.Steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.Step(gradient(optimizer.Parameters), settings.LearningRate);
        }
        return optimizer.Parameters.Clone();
    }
}

/// <summary>Represents the settings of a fine-tuning learner.</summary>
internal sealed record FineTuningSettings(FineTuningMode Mode, OuterOptimizerKind Optimizer, double LearningRate, int Steps)
{
    public GradientEngine Engine { get; init; }
}
