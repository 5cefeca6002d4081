using System.IO;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Learning;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>An adapted network in a model file.</summary>
internal static class PredictorFormat
{
    // *** Binary format ***
    // the backbone
    // int: outputs
    // byte: normalization
    // the adapted parameters
    // the support set's moments
    public static void Write(BinaryWriter writer, IFewShotPredictor predictor)
    {
        var network = (NetworkPredictor)predictor;
        network.Backbone.Save(writer);
        writer.Write(network.Outputs);
        writer.Write((byte)network.Normalization);
        ParameterSetFormat.Write(writer, network.Parameters);
        ParameterSetFormat.Write(writer, network.Moments.ToParameters());
    }

    public static IFewShotPredictor Read(BinaryReader reader)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        var backbone = Backbone.Load(reader);
        var outputs = Checks.Decoded(reader.ReadInt32(), 1, 1_000_000, "number of outputs");
        var normalization = Checks.DecodedEnum<Normalization>(reader.ReadByte());
        var expected = backbone.Initialize(generator).Combine(new LinearHead(backbone.EmbeddingSize, outputs).Initialize(generator));
        var parameters = ParameterSetFormat.Read(reader, ParameterSetFormat.ShapesOf(expected)).DetachFromDisposeScope();
        return new NetworkPredictor(backbone, parameters, LearnerFormat.ReadMoments(reader, backbone, parameters, normalization), normalization, serves: true);
    }
}
