using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents Meta-LSTM, which learns the update rule of the inner loop as the cell of a recurrent network. The memory of the cell holds
/// the parameters of the classifier. Ravi and Larochelle, <a href="https://openreview.net/forum?id=rJY0-Kcll">Optimization as a Model for
/// Few-Shot Learning</a>, 2017, section 3.
/// </summary>
/// <remarks>
/// The initial memory is learned, too: the meta-parameters of backbone and head. Those of the update rule are named <c>optimizer.NAME</c>.
/// </remarks>
internal sealed class MetaLstmLearner(FewShotProblem problem, MetaLstmSettings settings) : IFewShotLearner
{
    internal const string KindName = "MetaLstm";
    private readonly EngineChoice _engines = new(problem, settings.Engine);

    public string Kind => KindName;

    public FewShotProblem Problem => problem;

    public int TestAdaptationSteps => settings.TestAdaptationSteps;

    public string GradientPath(Device device) => $"{_engines.Path(device)}, through the update rule";

    public ParameterSet Initialize(Generator generator) => Problem.InitializeBackbone(generator)
        .Combine(new LinearHead(Problem.Backbone.EmbeddingSize, Problem.Outputs!.Value).Initialize(generator))
        .Combine(LearnedOptimizer.Initialize(generator));

    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0)
    {
        using var scope = NewDisposeScope();
        var (rule, network) = meta.Partition(LearnedOptimizer.Has);
        return _engines.For(network).Use(network, episode.Support.Inputs, training: true, losses =>
        {
            var initial = losses.ToVector(network);
            var (adapted, read) = Descend(losses, rule, initial, episode.Support, settings.AdaptationSteps);
            var query = losses.OfQuery(adapted, episode);
            var (ofRule, ofMemory) = PullBack(rule, initial, read, query.Gradient);
            var gradient = losses.ToParameters(ofMemory, network);
            var ofAll = meta.With(meta.Names.Select(n => LearnedOptimizer.Has(n) ? ofRule[n] : gradient[n]).ToArray());
            return new EpisodeGradient(query.Loss, query.Accuracy, ofAll)
            {
                Statistics = losses.Statistics(meta),
            }.MoveToOuterDisposeScope();
        });
    }

    public IFewShotLearner WithTestAdaptationSteps(int steps) =>
        new MetaLstmLearner(Problem, settings with { TestAdaptationSteps = steps });

    public AdaptedNetwork Adapt(ParameterSet meta, Examples support)
    {
        using var scope = NewDisposeScope();
        var (rule, network) = LinearHead.Narrow(meta, Problem.OutputsFor(support.Targets)).Partition(LearnedOptimizer.Has);
        return _engines.For(network).Use(network, support.Inputs, training: false, losses =>
        {
            var adapted = Descend(losses, rule, losses.ToVector(network), support, TestAdaptationSteps).Adapted;
            return AdaptedNetwork.WithLinearHead(Problem, losses.ToParameters(adapted, network), losses.Moments(adapted, support));
        });
    }

    // *** Binary format ***
    // int: adaptation steps, int: test adaptation steps, int: inner batch size, 0 for all examples
    public void WriteSettings(BinaryWriter writer)
    {
        writer.Write(settings.AdaptationSteps);
        writer.Write(settings.TestAdaptationSteps);
        writer.Write(settings.InnerBatchSize ?? 0);
    }

    internal static MetaLstmLearner Read(BinaryReader reader, FewShotProblem problem)
    {
        var steps = Checks.Decoded(reader.ReadInt32(), 1, 1_000_000, "number of adaptation steps");
        var testSteps = Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of test adaptation steps");
        var batch = Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "inner batch size");
        return new MetaLstmLearner(problem, new MetaLstmSettings(steps, testSteps, batch == 0 ? null : batch));
    }

    /// <summary>Represents the input of the rule at one step.</summary>
    private readonly record struct Reading(double Loss, Tensor Gradient);

    /// <summary>Applies the rule, and returns the adapted parameters and its input at each step.</summary>
    // memory: [n], the parameters of the classifier; Adapted: [n]
    private (Tensor Adapted, List<Reading> Read) Descend(TaskLosses losses, ParameterSet rule, Tensor memory, Examples support, int steps)
    {
        var read = new List<Reading>();
        var optimizers = Parts(memory).Select(part => new LearnedOptimizer(rule, part)).ToArray();
        foreach (var rows in MiniBatches.Draw(support, settings.InnerBatchSize, steps))
        {
            var batch = rows is null ? support : support.Rows(rows);
            var (loss, _, gradient) = losses.OfSupport(memory, batch);
            // The reference code divides the gradient of the mean loss by the batch size once more.
            read.Add(new Reading(loss, gradient.Over(batch.Count)));
            using var _ = no_grad();
            var gradients = Parts(read[^1].Gradient);
            for (var i = 0; i < optimizers.Length; i++)
                optimizers[i].Step(loss, gradients[i]);
            memory = cat(optimizers.Select(o => o.Memory).ToArray());
        }
        return (memory, read);
    }

    /// <summary>
    /// Computes the gradients by the rule and by the initial parameters from that by the adapted parameters. The inputs of the rule are
    /// constants, so parameters do not depend on each other: a part of them at a time goes through all steps again and back, which keeps
    /// the graph small.
    /// </summary>
    // memory: [n], byAdapted: [n]; OfMemory: [n]
    private (ParameterSet OfRule, Tensor OfMemory) PullBack(ParameterSet rule, Tensor memory, List<Reading> read, Tensor byAdapted)
    {
        var ofRule = rule.Map(t => zeros_like(t));
        var (initial, cotangents, gradients) = (Parts(memory), Parts(byAdapted), read.Select(r => Parts(r.Gradient)).ToArray());
        var ofMemory = initial.Select((part, i) =>
        {
            using var scope = NewDisposeScope();
            var leaves = rule.Combine(new ParameterSet([(LearnedOptimizer.InitialMemory, part)])).AsLeaves();
            var optimizer = new LearnedOptimizer(leaves, leaves[LearnedOptimizer.InitialMemory]);
            for (var step = 0; step < read.Count; step++)
                optimizer.Step(read[step].Loss, gradients[step][i]);
            var direct = Gradients.Of(optimizer.Memory.dot(cotangents[i]), leaves, createGraph: false);
            for (var k = 0; k < rule.Count; k++)
                ofRule.Tensors[k].AddInPlace(direct[rule.Names[k]]);
            return direct[LearnedOptimizer.InitialMemory].MoveToOuterDisposeScope();
        }).ToArray();
        return (ofRule, cat(ofMemory));
    }

    private Tensor[] Parts(Tensor vector) => vector.split(settings.ParametersAtATime);
}

/// <summary>Represents the settings of a Meta-LSTM learner.</summary>
internal sealed record MetaLstmSettings(int AdaptationSteps, int TestAdaptationSteps, int? InnerBatchSize)
{
    public GradientEngine Engine { get; init; }

    /// <summary>Gets the number of parameters that go through the rule together; it only affects memory and time.</summary>
    public int ParametersAtATime { get; init; } = 2048;
}
