using System;
using System.Collections.Concurrent;
using System.IO;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>Reads and writes a learner, without its parameters, in a model file.</summary>
internal static class LearnerFormat
{
    private static readonly ConcurrentDictionary<string, Func<BinaryReader, FewShotProblem, IFewShotLearner>> s_readers = new()
    {
        [FineTuningLearner.KindName] = FineTuningLearner.Read,
        [MamlLearner.KindName] = MamlLearner.Read,
        [ReptileLearner.KindName] = ReptileLearner.Read,
        [ImplicitMamlLearner.KindName] = ImplicitMamlLearner.Read,
        [MetaLstmLearner.KindName] = MetaLstmLearner.Read,
        [NearestNeighborLearner.KindName] = NearestNeighborLearner.Read,
        [PrototypicalLearner.KindName] = PrototypicalLearner.Read,
        [MatchingLearner.KindName] = MatchingLearner.Read,
        [RelationLearner.KindName] = RelationLearner.Read,
        [EmbeddingLearner.KindName] = EmbeddingLearner.Read,
    };

    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public static void Register(string kind, Func<BinaryReader, FewShotProblem, IFewShotLearner> read)
    {
        if (kind == MetaLearnedModelFormat.Ensemble || !s_readers.TryAdd(kind, read))
            throw new ArgumentException($"a learner kind '{kind}' is registered already.", nameof(kind));
    }

    // *** Binary format ***
    // string: algorithm
    // the backbone
    // int: outputs, 0 for any number, byte: task kind, byte: normalization
    // the algorithm's own settings
    public static void Write(BinaryWriter writer, IFewShotLearner learner)
    {
        writer.Write(learner.Kind);
        WriteProblem(writer, learner.Problem);
        learner.WriteSettings(writer);
    }

    public static void WriteProblem(BinaryWriter writer, FewShotProblem problem)
    {
        problem.Backbone.Save(writer);
        writer.Write(problem.Outputs ?? 0);
        writer.Write((byte)problem.Task);
        writer.Write((byte)problem.Normalization);
    }

    /// <summary>Reads a learner, after the name of its algorithm.</summary>
    public static IFewShotLearner Read(BinaryReader reader, string algorithm) => s_readers.TryGetValue(algorithm, out var read)
        ? read(reader, ReadProblem(reader))
        : throw new FormatException($"the model has a learner of unknown kind '{algorithm}': the file is corrupt or newer, or " +
            "IFewShotLearner.RegisterKind must be called before loading.");

    public static FewShotProblem ReadProblem(BinaryReader reader)
    {
        var backbone = Backbone.Load(reader);
        var outputs = Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of outputs");
        Checks.Follow(reader, backbone.FewestParameters, $"the architecture {backbone}");
        Checks.Follow(reader, (double)outputs * backbone.EmbeddingSize, $"the last layer of {outputs} outputs");
        var task = Checks.DecodedEnum<TaskKind>(reader.ReadByte());
        var normalization = Checks.DecodedEnum<Normalization>(reader.ReadByte());
        return new FewShotProblem(backbone, task, outputs == 0 ? null : outputs, normalization);
    }

    /// <summary>Reads moments, which must fit a backbone; there are none if each example is normalized by itself.</summary>
    public static NormalizationMoments ReadMoments(BinaryReader reader, Backbone backbone, Normalization normalization)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var generator = new Generator(0);
        var parameters = NormalizationParameters.AddTo(backbone.Initialize(generator), normalization);
        // No example is enough to know the shapes, and takes no memory, however large its shape in the file is. A user's backbone may need
        // one.
        var examples = backbone.GetType().Assembly == typeof(Backbone).Assembly ? 0 : 1;
        var expected = new EpisodeNormalization(
            backbone, normalization, zeros([examples, .. backbone.InputShape]), training: false).Moments(parameters).ToParameters();
        var moments = ParameterSetFormat.Read(reader, ParameterSetFormat.ShapesOf(expected));
        return NormalizationMoments.FromParameters(moments.DetachFromDisposeScope());
    }
}
