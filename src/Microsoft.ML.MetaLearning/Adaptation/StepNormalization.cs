using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Represents gains and biases of normalization layers for each step of the inner loop, which are meta-learned and not adapted: BNWB of
/// Antoniou et al., 2019. Those of step 0 are the backbone's own; those of step k are meta-parameters <c>innerstepk.NAME</c>.
/// </summary>
internal static class StepNormalization
{
    private const string Prefix = "innerstep";

    /// <summary>Returns whether a parameter is a gain or bias of a normalization layer.</summary>
    public static bool Concerns(string name) =>
        (name.EndsWith(".norm.gain", StringComparison.Ordinal) || name.EndsWith(".norm.bias", StringComparison.Ordinal))
            && !LearnedRates.Has(name);

    /// <summary>Returns whether a meta-parameter belongs to a step from 1 on.</summary>
    public static bool Has(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public static string Name(string parameter, int step) => step == 0
        ? parameter
        : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step}.{parameter}");

    /// <summary>Creates those of the steps from 1 on, equal to the backbone's own.</summary>
    public static ParameterSet Initialize(ParameterSet backbone, int steps) => new(
        from step in Enumerable.Range(1, Math.Max(steps - 1, 0))
        from parameter in backbone
        where Concerns(parameter.Key)
        select (Name(parameter.Key, step), parameter.Value.clone()));

    /// <summary>Returns those of a step under the backbone's names; steps beyond those of the training share the last ones.</summary>
    public static ParameterSet At(int step, ParameterSet meta, ParameterSet network, int steps) => new(
        from name in network.Names
        where Concerns(name)
        select (name, meta[Name(name, Math.Min(step, steps - 1))]));

    /// <summary>Returns gradients under the names of the meta-parameters, given those of each step under the backbone's names.</summary>
    public static IEnumerable<(string Name, torch.Tensor Gradient)> Gradients(IReadOnlyList<ParameterSet> ofSteps) =>
        ofSteps.SelectMany((gradients, step) => gradients.Select(g => (Name(g.Key, step), g.Value)));
}
