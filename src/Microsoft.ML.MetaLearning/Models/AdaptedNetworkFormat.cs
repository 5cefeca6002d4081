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

/// <summary>Reads and writes an adapted network in a model file.</summary>
internal static class AdaptedNetworkFormat
{
    // *** Binary format ***
    // int: number of models, 1 unless it is an ensemble
    // each model:
    //   the backbone
    //   the head
    //   byte: normalization
    //   the adapted parameters of the backbone, then the tensors of the head
    //   the support set's moments
    public static void Write(BinaryWriter writer, AdaptedNetwork network)
    {
        writer.Write(network.Models.Count);
        foreach (var model in network.Models)
            WriteModel(writer, model);
    }

    public static AdaptedNetwork Read(BinaryReader reader)
    {
        var models = new AdaptedModel[Checks.Decoded(reader.ReadInt32(), 1, Limits.Members, "number of models")];
        for (var i = 0; i < models.Length; i++)
            models[i] = ReadModel(reader);
        return new AdaptedNetwork(models);
    }

    private static void WriteModel(BinaryWriter writer, AdaptedModel model)
    {
        model.Backbone.Save(writer);
        HeadFormat.Write(writer, model.Head);
        writer.Write((byte)model.Normalization);
        var expected = Expected(model.Backbone, model.Head);
        ParameterSetFormat.Write(writer, new ParameterSet(expected.Select(e => (e.Name, model.Parameters[e.Name]))));
        ParameterSetFormat.Write(writer, model.Moments.ToParameters());
    }

    private static AdaptedModel ReadModel(BinaryReader reader)
    {
        using var scope = NewDisposeScope();
        var backbone = Backbone.Load(reader);
        Checks.Follow(reader, backbone.FewestParameters, $"the architecture {backbone}");
        var head = HeadFormat.Read(reader, backbone.EmbeddingSize);
        var normalization = Checks.DecodedEnum<Normalization>(reader.ReadByte());
        var parameters = ParameterSetFormat.Read(reader, Expected(backbone, head)).DetachFromDisposeScope();
        return new AdaptedModel(
            backbone, head, parameters, LearnerFormat.ReadMoments(reader, backbone, normalization), normalization, serves: true);
    }

    private static IReadOnlyList<(string Name, long[] Shape)> Expected(Backbone backbone, Head head)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        return [.. ParameterSetFormat.ShapesOf(backbone.Initialize(generator)), .. head.Parameters];
    }
}
