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
    private const double SmallScale = 0.1;

    /// <summary>
    /// Draws the weight of a last layer, a tenth of Glorot and Bengio's: training begins near the loss of chance, however large the
    /// activations of a backbone are.
    /// </summary>
    public static Tensor SmallWeight(Generator generator, int outputs, int inputs) =>
        Backbone.XavierUniform(generator, outputs, inputs).Times(SmallScale);

    public static ParameterSet Draw(IReadOnlyList<(string Name, long[] Shape)> parameters, Generator generator) =>
        new(parameters.Select(p => (p.Name, Draw(p.Name, p.Shape, generator))));

    private static Tensor Draw(string name, long[] shape, Generator generator) =>
        shape.Length > 1 ? Backbone.XavierUniform(generator, shape)
        : name.EndsWith(".gain", StringComparison.Ordinal) ? ones(shape)
        : zeros(shape);
}
