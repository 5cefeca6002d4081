using System;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// Normalizes the activations of a backbone during one forward pass. A backbone calls it once per layer, with a unique name.
/// </summary>
public abstract class Normalizer
{
    /// <summary>The number added to variances, as in the reference implementations.</summary>
    public const double Epsilon = NormalizationMoments.Epsilon;

    private Normalizer()
    {
    }

    /// <summary>Gets a normalizer by the moments of the batch itself.</summary>
    public static Normalizer Batch { get; } = new BatchNormalizer(null);

    /// <summary>Gets a normalizer of each example by its own moments.</summary>
    public static Normalizer Layer { get; } = new GroupNormalizer(_ => 1);

    /// <summary>Gets a normalizer of groups of channels of each example by their own moments.</summary>
    public static Normalizer Group { get; } = new GroupNormalizer(shape => Groups(shape[0]));

    /// <summary>
    /// Gets a normalizer of each channel of each example by its own moments. Vectors are normalized as by <see cref="Layer"/>.
    /// </summary>
    public static Normalizer Instance { get; } = new GroupNormalizer(shape => HasPositions(shape) ? shape[0] : 1);

    /// <summary>Creates a normalizer by given moments.</summary>
    public static Normalizer By(NormalizationMoments moments) => new MomentsNormalizer(moments);

    /// <summary>
    /// Creates a normalizer by the moments of the batch itself, which adds them to <paramref name="moments"/> under the layer's name.
    /// Gradients flow through them.
    /// </summary>
    public static Normalizer Recording(NormalizationMoments moments) => new RecordingNormalizer(moments);

    /// <summary>
    /// Creates a normalizer by the moments of the batch itself, which adds them in the form of torch's running moments: constants, with an
    /// unbiased variance.
    /// </summary>
    internal static Normalizer Observing(NormalizationMoments moments) => new BatchNormalizer(moments);

    /// <summary>
    /// Creates a normalizer by a mixture of the moments of the batch, a support set, and those of each example. It adds the former and
    /// their weight to <paramref name="moments"/>.
    /// </summary>
    internal static Normalizer TaskNorm(ParameterSet parameters, NormalizationMoments moments) =>
        new RecordingNormalizer(moments, (layer, support) => NormalizationParameters.TaskNormWeight(parameters, layer, support));

    /// <summary>Normalizes activations and applies the learned gain and bias of the layer.</summary>
    /// <param name="layer">The name of the layer, unique in the backbone.</param>
    /// <param name="x">[n, channels] or [n, channels, height, width].</param>
    /// <param name="gain">[channels].</param>
    /// <param name="bias">[channels].</param>
    /// <returns>
    /// A new tensor of the shape of <paramref name="x"/>. Its gradient does not need its values, so it may be changed in place.
    /// </returns>
    public abstract Tensor Normalize(string layer, Tensor x, Tensor gain, Tensor bias);

    /// <summary>Writes <see cref="Normalize"/> as operations of ONNX, in predictions that depend on no other row.</summary>
    internal virtual OnnxValue WriteOnnx(OnnxGraph graph, string layer, OnnxValue x, Tensor gain, Tensor bias) =>
        throw new NotSupportedException("a normalization by the rows predicted together cannot be exported to ONNX.");

    /// <summary>
    /// Returns the number of groups, of 16 channels each, the best size in Wu and He, 2018, table 3, or the next larger size that divides
    /// them.
    /// </summary>
    internal static long Groups(long channels)
    {
        var groups = Math.Max(1, channels / 16);
        while (channels % groups != 0)
            groups--;
        return groups;
    }

    /// <summary>Returns whether an example, [channels] or [channels, height, width], has more than one position.</summary>
    internal static bool HasPositions(long[] shape) => shape is [_, var height, var width] && height * width > 1;

    /// <summary>
    /// Computes the moments of a batch per channel, with biased variance. x: [n, channels, ...]; both results: [channels].
    /// </summary>
    private static (Tensor Mean, Tensor Variance) Moments(Tensor x)
    {
        // libtorch would warn about a batch of no examples, of which only the shapes are asked for.
        if (x.shape[0] == 0)
            return (x.new_zeros(x.shape[1]), x.new_zeros(x.shape[1]));
        long[] dimensions = x.dim() == 2 ? [0] : [0, 2, 3];
        var (variance, mean) = var_mean(x, dimensions, unbiased: false);
        return (mean, variance);
    }

    /// <summary>
    /// Computes the moments of each example: per channel, or of a vector over the channels. x: [n, channels, ...]; both results broadcast
    /// with x.
    /// </summary>
    private static (Tensor Mean, Tensor Variance) InstanceMoments(Tensor x)
    {
        long[] dimensions = HasPositions(x.shape[1..]) ? [2, 3] : [1];
        var (variance, mean) = var_mean(x, dimensions, unbiased: false, keepdim: true);
        return (mean, variance);
    }

    /// <summary>Reshapes values per channel, [channels], so that they broadcast with x.</summary>
    private static Tensor PerChannel(Tensor values, Tensor x) => x.dim() == 4 ? values.view(1, -1, 1, 1) : values;

    /// <summary>
    /// Computes (x - mean) / sqrt(variance + epsilon) * gain + bias, as one multiplication and one addition. All broadcast with x.
    /// </summary>
    private static Tensor Affine(Tensor x, Tensor mean, Tensor variance, Tensor gain, Tensor bias)
    {
        var scale = gain * variance.Plus(Epsilon).rsqrt();
        // In place: multiplication does not need its result again, and activations are large.
        return (x * scale).AddInPlace(bias - mean * scale);
    }

    /// <summary>Normalizes by given moments, mixed with those of each example if they have a weight.</summary>
    private static Tensor By(LayerMoments moments, Tensor x, Tensor gain, Tensor bias)
    {
        var (mean, variance) = (PerChannel(moments.Mean, x), PerChannel(moments.Variance, x));
        if (moments.Weight is { } weight)
        {
            // The moments of a mixture of two distributions, as Bronskill et al., 2020, pool them.
            var (ownMean, ownVariance) = InstanceMoments(x);
            variance = (weight * variance).Plus(weight.OneMinus() * ownVariance)
                .Plus(weight * weight.OneMinus() * (mean - ownMean).Squared());
            mean = (weight * mean).Plus(weight.OneMinus() * ownMean);
        }
        return Affine(x, mean, variance, PerChannel(gain, x), PerChannel(bias, x));
    }

    private sealed class BatchNormalizer(NormalizationMoments? observed) : Normalizer
    {
        public override Tensor Normalize(string layer, Tensor x, Tensor gain, Tensor bias)
        {
            // The native function insists on running buffers. At momentum 1 they end as the moments of the batch.
            var channels = x.shape[1];
            var (mean, variance) = (zeros(channels, dtype: x.dtype, device: x.device), ones(channels, dtype: x.dtype, device: x.device));
            var y = F.batch_norm(x, mean, variance, gain, bias, training: true, momentum: 1, eps: Epsilon);
            // A single value has no unbiased variance.
            observed?.Add(layer, new LayerMoments(mean, x.numel() > channels ? variance : zeros_like(variance)));
            return y;
        }
    }

    private sealed class RecordingNormalizer(NormalizationMoments moments, Func<string, long, Tensor>? weight = null) : Normalizer
    {
        public override Tensor Normalize(string layer, Tensor x, Tensor gain, Tensor bias)
        {
            var (mean, variance) = Moments(x);
            moments.Add(layer, new LayerMoments(mean, variance, weight?.Invoke(layer, x.shape[0])));
            return By(moments[layer], x, gain, bias);
        }
    }

    private sealed class MomentsNormalizer(NormalizationMoments moments) : Normalizer
    {
        public override Tensor Normalize(string layer, Tensor x, Tensor gain, Tensor bias) => By(moments[layer], x, gain, bias);

        internal override OnnxValue WriteOnnx(OnnxGraph graph, string layer, OnnxValue x, Tensor gain, Tensor bias) =>
            OnnxNormalization.ByMoments(graph, x, moments[layer], gain, bias);
    }

    /// <param name="groups">The number of groups of an example of a shape, [channels] or [channels, height, width].</param>
    private sealed class GroupNormalizer(Func<long[], long> groups) : Normalizer
    {
        public override Tensor Normalize(string layer, Tensor x, Tensor gain, Tensor bias) =>
            F.group_norm(x, num_groups: groups(x.shape[1..]), weight: gain, bias: bias, eps: Epsilon);

        internal override OnnxValue WriteOnnx(OnnxGraph graph, string layer, OnnxValue x, Tensor gain, Tensor bias) =>
            OnnxNormalization.ByGroups(graph, x, groups(x.Shape), gain, bias);
    }
}
