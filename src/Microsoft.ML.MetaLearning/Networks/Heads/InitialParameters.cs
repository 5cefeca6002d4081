using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// Initializes modules that are meta-learned beside a backbone: weights by Glorot and Bengio's uniform initialization, gains at 1, biases
/// at 0.
/// </summary>
internal static class InitialParameters
{
    public static ParameterSet Draw(IReadOnlyList<(string Name, long[] Shape)> parameters, Generator generator) =>
        new(parameters.Select(p => (p.Name, Draw(p.Name, p.Shape, generator))));

    private static Tensor Draw(string name, long[] shape, Generator generator) =>
        shape.Length > 1 ? Backbone.XavierUniform(generator, shape)
        : name.EndsWith(".gain", StringComparison.Ordinal) ? ones(shape)
        : zeros(shape);
}
