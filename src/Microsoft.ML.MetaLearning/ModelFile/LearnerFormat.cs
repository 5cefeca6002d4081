using System;
using System.IO;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Learning;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>A learner, without its parameters, in a model file.</summary>
internal static class LearnerFormat
{
    private const string Maml = "Maml";

    // *** Binary format ***
    // string: algorithm
    // the backbone
    // int: outputs, byte: task kind, byte: normalization
    // Maml: double: inner learning rate, int: adaptation steps, int: test adaptation steps, byte: gradient order
    public static void Write(BinaryWriter writer, IFewShotLearner learner)
    {
        var maml = (MamlLearner)learner;
        writer.Write(Maml);
        maml.Backbone.Save(writer);
        writer.Write(maml.Outputs);
        writer.Write((byte)maml.Task);
        writer.Write((byte)maml.Normalization);
        writer.Write(maml.Settings.InnerLearningRate);
        writer.Write(maml.Settings.AdaptationSteps);
        writer.Write(maml.Settings.TestAdaptationSteps);
        writer.Write((byte)maml.Settings.Order);
    }

    public static IFewShotLearner Read(BinaryReader reader)
    {
        var algorithm = reader.ReadString();
        if (algorithm != Maml)
            throw new FormatException($"the model file is corrupt or newer: '{algorithm}' is no known learner.");
        var backbone = Backbone.Load(reader);
        var outputs = Checks.Decoded(reader.ReadInt32(), 1, 1_000_000, "number of outputs");
        var task = Checks.DecodedEnum<TaskKind>(reader.ReadByte());
        var normalization = Checks.DecodedEnum<Normalization>(reader.ReadByte());
        var innerLearningRate = reader.ReadDouble();
        var steps = Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of adaptation steps");
        var testSteps = Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of test adaptation steps");
        var order = Checks.DecodedEnum<GradientOrder>(reader.ReadByte());
        return new MamlLearner(backbone, outputs, task, normalization, new MamlSettings(innerLearningRate, steps, testSteps, order));
    }

    /// <summary>Reads meta-parameters that must fit a learner.</summary>
    public static ParameterSet ReadParameters(BinaryReader reader, IFewShotLearner learner)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        return ParameterSetFormat.Read(reader, ParameterSetFormat.ShapesOf(learner.Initialize(generator))).DetachFromDisposeScope();
    }

    /// <summary>Reads moments that must fit a backbone; there are none for layer normalization.</summary>
    public static NormalizationMoments ReadMoments(BinaryReader reader, Backbone backbone, ParameterSet parameters, Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var expected = NormalizationMoments.Record(backbone, parameters, zeros([1, .. backbone.InputShape]), normalization).ToParameters();
        return NormalizationMoments.FromParameters(ParameterSetFormat.Read(reader, ParameterSetFormat.ShapesOf(expected)).DetachFromDisposeScope());
    }
}
