using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>A learner, without its parameters, in a model file.</summary>
internal static class LearnerFormat
{
    private static readonly Dictionary<string, Func<BinaryReader, FewShotProblem, IFewShotLearner>> s_readers = new()
    {
        [FineTuningLearner.KindName] = FineTuningLearner.Read,
        [MamlLearner.KindName] = MamlLearner.Read,
        [ReptileLearner.KindName] = ReptileLearner.Read,
        [ImplicitMamlLearner.KindName] = ImplicitMamlLearner.Read,
        [MetaLstmLearner.KindName] = MetaLstmLearner.Read,
        [EnsembleLearner.KindName] = EnsembleLearner.Read,
        [NearestNeighborLearner.KindName] = NearestNeighborLearner.Read,
        [PrototypicalLearner.KindName] = PrototypicalLearner.Read,
        [MatchingLearner.KindName] = MatchingLearner.Read,
        [RelationLearner.KindName] = RelationLearner.Read,
    };

    // *** Binary format ***
    // string: algorithm
    // the backbone
    // int: outputs, 0 for any number, byte: task kind, byte: normalization
    // the algorithm's own settings
    public static void Write(BinaryWriter writer, IFewShotLearner learner)
    {
        writer.Write(learner.Kind);
        var problem = learner.Problem;
        problem.Backbone.Save(writer);
        writer.Write(problem.Outputs ?? 0);
        writer.Write((byte)problem.Task);
        writer.Write((byte)problem.Normalization);
        learner.WriteSettings(writer);
    }

    public static IFewShotLearner Read(BinaryReader reader) => Read(reader, reader.ReadString());

    /// <summary>Reads a member of an ensemble, which is none itself.</summary>
    public static IFewShotLearner ReadMember(BinaryReader reader) => reader.ReadString() is var algorithm && algorithm != EnsembleLearner.KindName
        ? Read(reader, algorithm)
        : throw new FormatException("the model file is corrupt: a model of an ensemble is an ensemble.");

    private static IFewShotLearner Read(BinaryReader reader, string algorithm)
    {
        if (!s_readers.TryGetValue(algorithm, out var read))
            throw new FormatException($"the model file is corrupt or newer: '{algorithm}' is no known learner.");
        var backbone = Backbone.Load(reader);
        var outputs = Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of outputs");
        Checks.Follow(reader, backbone.FewestParameters, $"the architecture {backbone}");
        Checks.Follow(reader, (double)outputs * backbone.EmbeddingSize, $"the last layer of {outputs} outputs");
        var task = Checks.DecodedEnum<TaskKind>(reader.ReadByte());
        var normalization = Checks.DecodedEnum<Normalization>(reader.ReadByte());
        return read(reader, new FewShotProblem(backbone, task, outputs == 0 ? null : outputs, normalization));
    }

    /// <summary>Reads meta-parameters that must fit a learner.</summary>
    public static ParameterSet ReadParameters(BinaryReader reader, IFewShotLearner learner)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        return ParameterSetFormat.Read(reader, ParameterSetFormat.ShapesOf(learner.Initialize(generator))).DetachFromDisposeScope();
    }

    /// <summary>Reads moments that must fit a backbone; there are none where each example is normalized by itself.</summary>
    public static NormalizationMoments ReadMoments(BinaryReader reader, Backbone backbone, Normalization normalization)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var generator = new Generator(0);
        var parameters = NormalizationParameters.AddTo(backbone.Initialize(generator), normalization);
        // None is enough to know the shapes, and takes no memory however large the file says that an example is; a user's own backbone may
        // need one.
        var examples = backbone.GetType().Assembly == typeof(Backbone).Assembly ? 0 : 1;
        var expected = new EpisodeNormalization(backbone, normalization, zeros([examples, .. backbone.InputShape]), training: false).Moments(parameters).ToParameters();
        return NormalizationMoments.FromParameters(ParameterSetFormat.Read(reader, ParameterSetFormat.ShapesOf(expected)).DetachFromDisposeScope());
    }
}
