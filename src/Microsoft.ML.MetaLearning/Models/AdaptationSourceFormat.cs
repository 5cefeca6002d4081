using System;
using System.IO;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Models;

/// <summary>Reads and writes the source of a classifier in its model file.</summary>
internal static class AdaptationSourceFormat
{
    private const string Inputs = "support";
    private const int MostRows = 1_000_000;

    // *** Binary format ***
    // string: label column
    // the learner, its meta-parameters
    // int: support rows
    // int: the class of each row, as a position in the labels
    // named tensors: "support", the features of the rows
    public static void Write(BinaryWriter writer, AdaptationSource source)
    {
        writer.Write(source.LabelColumnName);
        MetaLearnedModelFormat.Write(writer, source.Model);
        writer.Write(source.Support.Count);
        foreach (var target in source.Support.Targets.data<long>())
            writer.Write((int)target);
        ParameterSetFormat.Write(writer, new([(Inputs, source.Support.Inputs)]));
    }

    /// <param name="reader">The stream.</param>
    /// <param name="labels">The labels of the classifier.</param>
    public static AdaptationSource Read(BinaryReader reader, ClassLabels labels)
    {
        using var scope = NewDisposeScope();
        var column = reader.ReadString();
        var model = MetaLearnedModelFormat.Read(reader);
        var targets = new long[Checks.Decoded(reader.ReadInt32(), 1, MostRows, "number of support rows")];
        for (var i = 0; i < targets.Length; i++)
            targets[i] = Checks.Decoded(reader.ReadInt32(), 0, labels.Count - 1, "class of a support row");
        var inputs = ParameterSetFormat.Read(reader, [(Inputs, [targets.Length, .. model.Learner.Problem.Backbone.InputShape])])[Inputs];
        return new AdaptationSource(
            model,
            column,
            labels,
            new Examples(inputs.DetachFromDisposeScope(), TensorMemory.Copy<long>(targets).DetachFromDisposeScope()));
    }
}
