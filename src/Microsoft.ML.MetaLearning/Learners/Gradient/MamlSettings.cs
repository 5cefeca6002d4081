using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>Specifies what an inner loop adapts.</summary>
internal enum AdaptedPart
{
    /// <summary>Backbone and head.</summary>
    Network,

    /// <summary>
    /// The head only: ANIL. Raghu et al., <a href="https://arxiv.org/abs/1909.09157">Rapid Learning or Feature Reuse?</a>, 2020.
    /// </summary>
    Head,

    /// <summary>The backbone only: BOIL. Oh et al., <a href="https://arxiv.org/abs/2008.08882">2021</a>.</summary>
    Backbone,
}

/// <summary>Represents the settings of a MAML learner.</summary>
internal sealed record MamlSettings(double InnerLearningRate, int AdaptationSteps, int TestAdaptationSteps, GradientOrder Order)
{
    private const int MostPatterns = 1000;

    public GradientEngine Engine { get; init; }

    /// <summary>Gets the learning rate of the head; null for that of the rest.</summary>
    public double? HeadLearningRate { get; init; }

    public double Momentum { get; init; }

    public double WeightDecay { get; init; }

    public AdaptedPart Adapts { get; init; }

    /// <summary>Gets parts of names: a parameter with one of them in its name is not adapted.</summary>
    public IReadOnlyList<string> Frozen { get; init; } = [];

    public HeadInitialization Head { get; init; }

    public InnerRates Rates { get; init; }

    public bool LearnsTemperature { get; init; }

    public bool StepNormalization { get; init; }

    /// <summary>Gets the part of the training in which the query losses of all steps count; 0 for none.</summary>
    public double MultiStepLossPortion { get; init; }

    public Checkpointing Checkpointing { get; init; }

    /// <summary>Gets the first part of the training, which is of the first order; 0 for none.</summary>
    public double FirstOrderPortion { get; init; }

    // *** Binary format ***
    // double: inner learning rate, int: adaptation steps, int: test adaptation steps, byte: gradient order
    // double: learning rate of the head, NaN for that of the rest
    // double: momentum, double: weight decay
    // byte: adapted part, int: number of frozen patterns, string: each
    // byte: initialization of the head, byte: rates, bool: temperature, bool: normalization per step
    // Settings that only matter to meta-training are not stored.
    public void Write(BinaryWriter writer)
    {
        writer.Write(InnerLearningRate);
        writer.Write(AdaptationSteps);
        writer.Write(TestAdaptationSteps);
        writer.Write((byte)Order);
        writer.Write(HeadLearningRate ?? double.NaN);
        writer.Write(Momentum);
        writer.Write(WeightDecay);
        writer.Write((byte)Adapts);
        writer.Write(Frozen.Count);
        foreach (var pattern in Frozen)
            writer.Write(pattern);
        writer.Write((byte)Head);
        writer.Write((byte)Rates);
        writer.Write(LearnsTemperature);
        writer.Write(StepNormalization);
    }

    public static MamlSettings Read(BinaryReader reader)
    {
        var settings = new MamlSettings(
            reader.ReadDouble(),
            Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of adaptation steps"),
            Checks.Decoded(reader.ReadInt32(), 0, 1_000_000, "number of test adaptation steps"),
            Checks.DecodedEnum<GradientOrder>(reader.ReadByte()));
        var headRate = reader.ReadDouble();
        return settings with
        {
            HeadLearningRate = double.IsNaN(headRate) ? null : headRate,
            Momentum = reader.ReadDouble(),
            WeightDecay = reader.ReadDouble(),
            Adapts = Checks.DecodedEnum<AdaptedPart>(reader.ReadByte()),
            Frozen = ReadPatterns(reader),
            Head = Checks.DecodedEnum<HeadInitialization>(reader.ReadByte()),
            Rates = Checks.DecodedEnum<InnerRates>(reader.ReadByte()),
            LearnsTemperature = reader.ReadBoolean(),
            StepNormalization = reader.ReadBoolean(),
        };
    }

    private static string[] ReadPatterns(BinaryReader reader)
    {
        var patterns = new string[Checks.Decoded(reader.ReadInt32(), 0, MostPatterns, "number of frozen patterns")];
        for (var i = 0; i < patterns.Length; i++)
            patterns[i] = reader.ReadString();
        return patterns;
    }
}
