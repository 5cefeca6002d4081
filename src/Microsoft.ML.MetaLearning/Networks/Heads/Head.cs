using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>Represents what an adapted predictor does with embeddings, as a function of explicit tensors. It holds none itself.</summary>
internal abstract class Head
{
    /// <summary>Gets the name under which it is stored in model files.</summary>
    public abstract string Kind { get; }

    /// <summary>Gets the number of classes or regression targets that it predicts.</summary>
    public abstract int Outputs { get; }

    /// <summary>Gets the names and shapes of the tensors that it reads.</summary>
    public abstract IReadOnlyList<(string Name, long[] Shape)> Parameters { get; }

    // embeddings: [n, embedding]; result: [n, outputs], logits or predicted numbers
    public abstract Tensor Predict(ParameterSet parameters, Tensor embeddings);

    /// <summary>Writes <see cref="Predict"/> as operations of ONNX.</summary>
    // embeddings: [n, embedding]; result: [n, outputs]
    public abstract OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue embeddings);

    /// <summary>Writes what the reader in HeadFormat needs to create an equal head, beside the length of embeddings.</summary>
    public abstract void WriteSettings(BinaryWriter writer);

    private protected static int ReadCount(BinaryReader reader, string what) =>
        Checks.Decoded(reader.ReadInt32(), 1, 1_000_000, $"number of {what}");
}
