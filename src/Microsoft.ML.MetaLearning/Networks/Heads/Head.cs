using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>What an adapted predictor does with embeddings, as a function of explicit tensors. It holds no tensors itself.</summary>
internal abstract class Head
{
    /// <summary>The name under which it is stored in model files.</summary>
    public abstract string Kind { get; }

    /// <summary>The number of classes or regression targets that it predicts.</summary>
    public abstract int Outputs { get; }

    /// <summary>The names and shapes of the tensors that it reads.</summary>
    public abstract IReadOnlyList<(string Name, long[] Shape)> Parameters { get; }

    // embeddings: [n, embedding]; result: [n, outputs], logits or predicted numbers
    public abstract Tensor Predict(ParameterSet parameters, Tensor embeddings);

    /// <summary>Writes what its reader in <see cref="HeadFormat"/> needs to make an equal head, beside the length of embeddings.</summary>
    public abstract void WriteSettings(BinaryWriter writer);
}
