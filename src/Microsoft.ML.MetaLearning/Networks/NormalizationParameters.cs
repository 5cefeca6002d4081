using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// Handles the tensors that a normalization adds to the meta-parameters, for each layer with a gain named <c>layer.norm.gain</c>: the scale
/// and offset of <see cref="Normalization.TaskNorm"/>, which are learned, and the moments of <see cref="Normalization.Running"/>, which are
/// statistics.
/// </summary>
internal static class NormalizationParameters
{
    /// <summary>The name of the mean image that a backbone subtracts from its inputs: a constant.</summary>
    public const string InputMean = "input.mean";

    private const string Gain = ".norm.gain";
    private const string Scale = ".norm.tasknorm.scale";
    private const string Offset = ".norm.tasknorm.offset";
    private const string Mean = ".norm.running.mean";
    private const string Variance = ".norm.running.variance";

    /// <summary>
    /// Returns whether a meta-parameter is a statistic: an average of observations in the tasks, not trained by gradients.
    /// </summary>
    public static bool IsStatistic(string name) =>
        name.EndsWith(Mean, StringComparison.Ordinal) || name.EndsWith(Variance, StringComparison.Ordinal);

    /// <summary>Adds the tensors of a normalization to the new parameters of a backbone.</summary>
    public static ParameterSet AddTo(ParameterSet backbone, Normalization normalization)
    {
        IEnumerable<(string, Tensor)> Added(string layer)
        {
            var gain = backbone[layer + Gain];
            return normalization switch
            {
                Normalization.TaskNorm => [(layer + Scale, zeros(1, dtype: gain.dtype)), (layer + Offset, zeros(1, dtype: gain.dtype))],
                Normalization.Running => [(layer + Mean, zeros_like(gain)), (layer + Variance, ones_like(gain))],
                _ => [],
            };
        }
        return backbone.Combine(new ParameterSet(LayersWith(Gain, backbone).SelectMany(Added)));
    }

    /// <summary>
    /// Returns the weight of a support set's moments, sigmoid(scale * n + offset): [1]. Bronskill et al., 2020; it starts at 1/2.
    /// </summary>
    public static Tensor TaskNormWeight(ParameterSet parameters, string layer, long support) =>
        Of(parameters, layer, Scale).Times(support).Plus(Of(parameters, layer, Offset)).sigmoid();

    /// <summary>Returns the running moments, as constants.</summary>
    public static NormalizationMoments Running(ParameterSet parameters)
    {
        var moments = new NormalizationMoments();
        foreach (var layer in LayersWith(Mean, parameters))
            moments.Add(layer, new LayerMoments(parameters[layer + Mean].detach(), parameters[layer + Variance].detach()));
        return moments;
    }

    /// <summary>Averages the moments observed in several passes, under the names of the running moments.</summary>
    public static ParameterSet Observed(ParameterSet parameters, IReadOnlyList<NormalizationMoments> passes)
    {
        Tensor Average(Func<NormalizationMoments, Tensor> moment) => stack(passes.Select(moment).ToArray()).mean([0]);
        return new ParameterSet(passes[0].Layers.SelectMany(layer =>
        {
            Of(parameters, layer, Mean);
            return new[] { (layer + Mean, Average(m => m[layer].Mean)), (layer + Variance, Average(m => m[layer].Variance)) };
        }));
    }

    private static IEnumerable<string> LayersWith(string parameter, ParameterSet parameters) =>
        parameters.Names.Where(n => n.EndsWith(parameter, StringComparison.Ordinal)).Select(n => n[..^parameter.Length]);

    private static Tensor Of(ParameterSet parameters, string layer, string name) => parameters.Contains(layer + name)
        ? parameters[layer + name]
        : throw new InvalidOperationException($"normalization layer '{layer}' has no parameter '{layer + name}'; " +
            $"it is added for layers whose gain is named '{layer + Gain}' in the backbone's parameters.");
}
