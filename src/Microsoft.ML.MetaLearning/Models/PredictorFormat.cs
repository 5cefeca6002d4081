using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Models;

/// <summary>An adapted network in a model file.</summary>
internal static class PredictorFormat
{
    // *** Binary format ***
    // int: number of models, 1 unless it is an ensemble
    // each model:
    //   the backbone
    //   the head
    //   byte: normalization
    //   the adapted parameters of the backbone, then the tensors of the head
    //   the support set's moments
    public static void Write(BinaryWriter writer, IFewShotPredictor predictor)
    {
        var members = predictor is EnsemblePredictor ensemble ? ensemble.Members : [predictor];
        writer.Write(members.Count);
        foreach (var member in members)
            WriteModel(writer, (NetworkPredictor)member);
    }

    public static IFewShotPredictor Read(BinaryReader reader)
    {
        var count = Checks.Decoded(reader.ReadInt32(), 1, Limits.Members, "number of models");
        var members = new IFewShotPredictor[count];
        for (var i = 0; i < count; i++)
            members[i] = ReadModel(reader);
        return count == 1 ? members[0] : new EnsemblePredictor(members);
    }

    private static void WriteModel(BinaryWriter writer, NetworkPredictor network)
    {
        network.Backbone.Save(writer);
        HeadFormat.Write(writer, network.Head);
        writer.Write((byte)network.Normalization);
        var expected = Expected(network.Backbone, network.Head);
        ParameterSetFormat.Write(writer, new ParameterSet(expected.Select(e => (e.Name, network.Parameters[e.Name]))));
        ParameterSetFormat.Write(writer, network.Moments.ToParameters());
    }

    private static NetworkPredictor ReadModel(BinaryReader reader)
    {
        using var scope = NewDisposeScope();
        var backbone = Backbone.Load(reader);
        Checks.Follow(reader, backbone.FewestParameters, $"the architecture {backbone}");
        var head = HeadFormat.Read(reader, backbone.EmbeddingSize);
        var normalization = Checks.DecodedEnum<Normalization>(reader.ReadByte());
        var parameters = ParameterSetFormat.Read(reader, Expected(backbone, head)).DetachFromDisposeScope();
        return new NetworkPredictor(backbone, head, parameters, LearnerFormat.ReadMoments(reader, backbone, normalization), normalization, serves: true);
    }

    private static IReadOnlyList<(string Name, long[] Shape)> Expected(Backbone backbone, Head head)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        return [.. ParameterSetFormat.ShapesOf(backbone.Initialize(generator)), .. head.Parameters];
    }
}
