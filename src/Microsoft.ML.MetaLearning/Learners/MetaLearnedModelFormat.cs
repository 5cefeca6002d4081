using System;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>Reads and writes a learner and its meta-parameters in a model file.</summary>
internal static class MetaLearnedModelFormat
{
    public const string Ensemble = "Ensemble";

    // *** Binary format ***
    // of an ensemble: string "Ensemble", the problem (see LearnerFormat), int: number of models
    // the learner
    // the meta-parameters, those of model k from 1 on under "modelk.NAME"
    public static void Write(BinaryWriter writer, MetaLearnedModel model)
    {
        if (model.Count > 1)
        {
            writer.Write(Ensemble);
            LearnerFormat.WriteProblem(writer, model.Learner.Problem);
            writer.Write(model.Count);
        }
        LearnerFormat.Write(writer, model.Learner);
        ParameterSetFormat.Write(writer, model.Parameters);
    }

    public static MetaLearnedModel Read(BinaryReader reader)
    {
        var (kind, count) = (reader.ReadString(), 1);
        if (kind == Ensemble)
        {
            LearnerFormat.ReadProblem(reader);
            count = Checks.Decoded(reader.ReadInt32(), 1, Limits.Members, "number of models");
            kind = reader.ReadString();
            if (kind == Ensemble)
                throw new FormatException("the model file is corrupt: a model of an ensemble is an ensemble.");
        }
        var learner = LearnerFormat.Read(reader, kind);
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        var shapes = ParameterSetFormat.ShapesOf(learner.Initialize(generator));
        var ofAll = Enumerable.Range(0, count).SelectMany(i => shapes.Select(s => (MetaLearnedModel.Prefix(i) + s.Name, s.Shape)))
            .ToArray();
        return new MetaLearnedModel(learner, ParameterSetFormat.Read(reader, ofAll).DetachFromDisposeScope(), count);
    }
}
