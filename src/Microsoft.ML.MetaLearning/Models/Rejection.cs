using System;
using System.Globalization;
using System.IO;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents how a classifier rejects rows of none of its classes, and how well it did in its calibration.</summary>
public sealed record Rejection
{
    internal Rejection()
    {
    }

    /// <summary>Gets the measure of the column <c>NoveltyScore</c>.</summary>
    public required NoveltyMeasure Measure { get; init; }

    /// <summary>Gets the largest <c>NoveltyScore</c> of a row that is known by the column <c>IsKnown</c>.</summary>
    public required float Threshold { get; init; }

    /// <summary>Gets the fraction of the rows of its own classes that were rejected: at most the requested one.</summary>
    public required double FalseRejectionRate { get; init; }

    /// <summary>Gets the fraction of the rows of other classes that were rejected.</summary>
    public required double DetectionRate { get; init; }

    /// <summary>
    /// Gets the probability that a row of another class has a larger <c>NoveltyScore</c> than one of its own, as the mean over episodes.
    /// </summary>
    public required double AreaUnderRocCurve { get; init; }

    /// <summary>Gets the number of episodes of the calibration.</summary>
    public required int Episodes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Measure} above {Threshold:G6} is rejected: {FalseRejectionRate * 100:F2} % of the rows of its own classes and " +
        $"{DetectionRate * 100:F2} % of others (AUROC {AreaUnderRocCurve:F4}) over {Episodes} episodes of the classes it was " +
        $"calibrated on");

    // *** Binary format ***
    // byte: measure, float: threshold
    // double: false rejection rate, double: detection rate, double: area under the curve, int: episodes
    internal void Write(BinaryWriter writer)
    {
        writer.Write((byte)Measure);
        writer.Write(Threshold);
        writer.Write(FalseRejectionRate);
        writer.Write(DetectionRate);
        writer.Write(AreaUnderRocCurve);
        writer.Write(Episodes);
    }

    internal static Rejection Read(BinaryReader reader) => new()
    {
        Measure = Checks.DecodedEnum<NoveltyMeasure>(reader.ReadByte()),
        Threshold = reader.ReadSingle() is var threshold && float.IsFinite(threshold)
            ? threshold
            : throw new FormatException($"the model file is corrupt: the threshold of its rejection is {threshold}."),
        FalseRejectionRate = reader.ReadDouble(),
        DetectionRate = reader.ReadDouble(),
        AreaUnderRocCurve = reader.ReadDouble(),
        Episodes = reader.ReadInt32(),
    };
}
