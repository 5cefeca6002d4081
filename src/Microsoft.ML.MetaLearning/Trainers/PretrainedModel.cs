using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Trainers;

/// <summary>Makes a meta-learned model of a backbone that was trained elsewhere: nearest prototypes by cosine.</summary>
internal static class PretrainedModel
{
    // What a model of its own tells of meta-training, which there was none of.
    private static readonly EpisodeShape s_shape = new(Ways: 5, Shots: 1, QueryShots: 15);

    /// <param name="env">Reports.</param>
    /// <param name="backbone">The backbone.</param>
    /// <param name="parameters">Its parameters, and the running moments of its normalization layers. Copied.</param>
    /// <param name="columns">The columns of later examples.</param>
    public static MetaLearnedTransformer Create(
        IHostEnvironment env, Backbone backbone, ParameterSet parameters, ExampleColumnNames columns)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var generator = new Generator(0);
        var problem = new FewShotProblem(backbone, TaskKind.Classification, Outputs: null, Normalization.Running);
        Check(problem.InitializeBackbone(generator), parameters, backbone);
        var learner = new PrototypicalLearner(problem, PrototypeDistance.Cosine);
        var all = learner.Initialize(generator).Combine(parameters.Clone()).To(ScalarType.Float32).To(CPU);
        var moments = NormalizationParameters.Running(all.Clone());
        all.DetachFromDisposeScope();
        moments.ToParameters().DetachFromDisposeScope();
        return new MetaLearnedTransformer(env, MetaLearnedModel.Of(learner, [all]), moments, s_shape, columns);
    }

    private static void Check(ParameterSet needed, ParameterSet given, Backbone backbone)
    {
        var missing = needed.Names.Where(name => !given.Contains(name)).ToArray();
        var unknown = given.Names.Where(name => !needed.Contains(name)).ToArray();
        if (missing.Length + unknown.Length > 0)
            throw new ArgumentException(
                $"the parameters must be those of {backbone} with its running moments, but {missing.Length} are missing{Names(missing)} " +
                $"and {unknown.Length} are not among them{Names(unknown)}.",
                "parameters");
        foreach (var (name, value) in given)
            if (!value.shape.SequenceEqual(needed[name].shape))
                throw new ArgumentException(
                    $"parameter '{name}' of {backbone} must have shape [{Shape(needed[name])}], but has [{Shape(value)}].", "parameters");
    }

    private static string Names(string[] names) =>
        names.Length == 0 ? "" : $" ({string.Join(", ", names.Take(3))}{(names.Length > 3 ? ", ..." : "")})";

    private static string Shape(Tensor tensor) => string.Join(", ", tensor.shape);
}
