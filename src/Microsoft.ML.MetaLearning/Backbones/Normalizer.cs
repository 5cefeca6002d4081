using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Backbones;

/// <summary>What a backbone's normalization layers do during one forward pass. A backbone calls it once per layer, with a name of its own for each layer.</summary>
public abstract class Normalizer
{
    /// <summary>Added to variances, as in the reference implementations.</summary>
    public const double Epsilon = 1e-5;

    private Normalizer()
    {
    }

    /// <summary>Normalizes by the moments of the batch itself.</summary>
    public static Normalizer Batch { get; } = new BatchNormalizer();

    /// <summary>Normalizes each example by its own moments.</summary>
    public static Normalizer Layer { get; } = new LayerNormalizer();

    /// <summary>The normalizer of the support passes of an inner loop.</summary>
    public static Normalizer ForSupport(Normalization normalization) => normalization == Normalization.Layer ? Layer : Batch;

    /// <summary>Normalizes by given moments.</summary>
    public static Normalizer By(NormalizationMoments moments) => new MomentsNormalizer(moments);

    /// <summary>Normalizes by the moments of the batch itself, and adds them to <paramref name="moments"/> under the layer's name.</summary>
    public static Normalizer Recording(NormalizationMoments moments) => new RecordingNormalizer(moments);

    /// <summary>Normalizes and applies the layer's learned gain and bias.</summary>
    /// <param name="layer">The layer's name, unique in the backbone.</param>
    /// <param name="x">[n, channels] or [n, channels, height, width].</param>
    /// <param name="gain">[channels].</param>
    /// <param name="bias">[channels].</param>
    /// <returns>A new tensor of the shape of <paramref name="x"/>; its gradient does not need its values, so it may be changed in place.</returns>
    public abstract Tensor Normalize(string layer, Tensor x, Tensor gain, Tensor bias);

    /// <summary>Moments of a batch per channel, biased variance. x: [n, channels, ...]; both results: [channels].</summary>
    private static (Tensor Mean, Tensor Variance) Moments(Tensor x)
    {
        long[] dimensions = x.dim() == 2 ? [0] : [0, 2, 3];
        var (variance, mean) = var_mean(x, dimensions, unbiased: false);
        return (mean, variance);
    }

    /// <summary>(x - mean) / sqrt(variance + epsilon) * gain + bias, as one multiplication and one addition. mean, variance: [channels].</summary>
    private static Tensor Affine(Tensor x, Tensor mean, Tensor variance, Tensor gain, Tensor bias)
    {
        var scale = gain * (variance + Epsilon).rsqrt();
        var shift = bias - mean * scale;
        if (x.dim() == 4)
        {
            scale = scale.view(1, -1, 1, 1);
            shift = shift.view(1, -1, 1, 1);
        }
        // In place: multiplication does not need its result again, and activations are large.
        return (x * scale).add_(shift);
    }

    private sealed class BatchNormalizer : Normalizer
    {
        public override Tensor Normalize(string layer, Tensor x, Tensor gain, Tensor bias)
        {
            // The native function insists on running buffers; these are thrown away.
            var channels = x.shape[1];
            return F.batch_norm(x, zeros(channels, dtype: x.dtype, device: x.device), ones(channels, dtype: x.dtype, device: x.device),
                gain, bias, training: true, eps: Epsilon);
        }
    }

    private sealed class RecordingNormalizer(NormalizationMoments moments) : Normalizer
    {
        public override Tensor Normalize(string layer, Tensor x, Tensor gain, Tensor bias)
        {
            var (mean, variance) = Moments(x);
            moments.Add(layer, mean, variance);
            return Affine(x, mean, variance, gain, bias);
        }
    }

    private sealed class MomentsNormalizer(NormalizationMoments moments) : Normalizer
    {
        public override Tensor Normalize(string layer, Tensor x, Tensor gain, Tensor bias)
        {
            var (mean, variance) = moments[layer];
            return Affine(x, mean, variance, gain, bias);
        }
    }

    private sealed class LayerNormalizer : Normalizer
    {
        public override Tensor Normalize(string layer, Tensor x, Tensor gain, Tensor bias) =>
            F.group_norm(x, num_groups: 1, weight: gain, bias: bias, eps: Epsilon);
    }
}
