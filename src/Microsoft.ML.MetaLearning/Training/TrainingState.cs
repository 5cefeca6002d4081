using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>Represents a validation in the course of a training.</summary>
/// <param name="MetaStep">The number of meta-steps before it.</param>
/// <param name="Loss">The mean query loss.</param>
/// <param name="Accuracy">The mean query accuracy; NaN for regression.</param>
internal sealed record ValidationScore(int MetaStep, double Loss, double Accuracy)
{
    /// <summary>Returns a score that is larger for a better validation.</summary>
    public double Score(TaskKind task) => task == TaskKind.Classification ? Accuracy : -Loss;
}

/// <summary>
/// Represents everything that the rest of a training depends on, except for its options and data. <see cref="MetaStep"/> determines the
/// next episodes and the place in schedules.
/// </summary>
/// <param name="MetaStep">The number of meta-steps taken.</param>
/// <param name="Elapsed">The time they took.</param>
/// <param name="Parameters">The meta-parameters.</param>
/// <param name="Optimizer">The state of the outer optimizer, <see cref="OuterOptimizer.State"/>.</param>
/// <param name="Best">The best meta-parameters by validation with their scores, the best first.</param>
/// <param name="Validations">All validations so far.</param>
internal sealed record TrainingState(
    int MetaStep,
    TimeSpan Elapsed,
    ParameterSet Parameters,
    ParameterSet Optimizer,
    IReadOnlyList<(double Score, ParameterSet Parameters)> Best,
    IReadOnlyList<ValidationScore> Validations)
{
    /// <summary>Returns the score of the latest validation; negative infinity if there was none.</summary>
    public double LatestScore(TaskKind task) => Validations.Count > 0 ? Validations[^1].Score(task) : double.NegativeInfinity;

    // *** Binary format ***
    // int: meta-steps, long: ticks of 100 ns
    // the meta-parameters
    // int: number of the best, then each: double: score, the parameters
    // int: number of validations, then each: int: meta-step, double: loss, double: accuracy
    // the state of the optimizer: its moments as named tensors
    public void Write(BinaryWriter writer)
    {
        writer.Write(MetaStep);
        writer.Write(Elapsed.Ticks);
        ParameterSetFormat.Write(writer, Parameters);
        writer.Write(Best.Count);
        foreach (var (score, parameters) in Best)
        {
            writer.Write(score);
            ParameterSetFormat.Write(writer, parameters);
        }
        writer.Write(Validations.Count);
        foreach (var validation in Validations)
        {
            writer.Write(validation.MetaStep);
            writer.Write(validation.Loss);
            writer.Write(validation.Accuracy);
        }
        ParameterSetFormat.Write(writer, Optimizer);
    }

    /// <summary>
    /// Reads a state of meta-parameters and optimizer moments of given names and shapes. The tensors are on the CPU, in the calling
    /// thread's dispose scope.
    /// </summary>
    /// <exception cref="FormatException">The tensors have other names or shapes.</exception>
    public static TrainingState Read(BinaryReader reader, ParameterSet like, ParameterSet optimizer)
    {
        var shapes = ParameterSetFormat.ShapesOf(like);
        return new TrainingState(
            Checks.Decoded(reader.ReadInt32(), 0, int.MaxValue, "number of meta-steps"),
            new TimeSpan(reader.ReadInt64()),
            ParameterSetFormat.Read(reader, shapes),
            Best: Enumerable.Range(0, ReadCount(reader, bytes: sizeof(double)))
                .Select(_ => (reader.ReadDouble(), ParameterSetFormat.Read(reader, shapes))).ToArray(),
            Validations: Enumerable.Range(0, ReadCount(reader, bytes: sizeof(int) + 2 * sizeof(double)))
                .Select(_ => new ValidationScore(reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble())).ToArray(),
            Optimizer: ParameterSetFormat.Read(reader, ParameterSetFormat.ShapesOf(optimizer)));
    }

    /// <summary>Reads a number of entries that the rest of the stream can hold, given the fewest bytes of one.</summary>
    private static int ReadCount(BinaryReader reader, int bytes)
    {
        var count = reader.ReadInt32();
        return Checks.Decoded(count, 0, (int)((reader.BaseStream.Length - reader.BaseStream.Position) / bytes), "number of entries");
    }
}
