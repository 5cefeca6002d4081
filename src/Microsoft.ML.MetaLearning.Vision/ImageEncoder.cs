using System;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.MetaLearning.Vision;

// The session lives as long as the process.
#pragma warning disable CA1001

/// <summary>Embeds images with ImageNet's ResNet-18 from a package, in ONNX Runtime.</summary>
/// <remarks>
/// One session serves the whole process and is never disposed, so that no thread can use it after its end. The network of the package takes
/// one image; each runs on one thread, beside others, so an image has the same embedding alone and in any company.
/// </remarks>
internal sealed class ImageEncoder
{
    /// <summary>The width and height of an image.</summary>
    public const int Side = 224;

    /// <summary>The length of an embedding: the channels of the last layer.</summary>
    public const int Dimensions = 512;

    private const int Colors = 3, Plane = Side * Side;
    private static readonly string[] s_inputs = ["Input247"];
    private static readonly string[] s_outputs = ["Pooling395_Output_0"];
    private static readonly Lazy<ImageEncoder> s_encoder = new(() => new ImageEncoder());
    private readonly float[] _mean;
    private readonly InferenceSession _session;

    private ImageEncoder()
    {
        _mean = Mean();
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            _session = new InferenceSession(WeightFile.Network.Find(), options);
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new NotSupportedException(
                $"the native library of ONNX Runtime cannot be loaded on this system: {e.GetBaseException().Message}", e);
        }
    }

    /// <summary>Gets the encoder. The first call in a process loads it.</summary>
    /// <exception cref="NotSupportedException">The application lacks the package; the message says how to add it.</exception>
    public static ImageEncoder Instance => s_encoder.Value;

    /// <summary>Reads the mean image of the package, [blue green red, height, width], 0 to 255.</summary>
    public static float[] Mean() => new OnnxFile(WeightFile.Preparation.Find()).Weight("MeanImage");

    /// <summary>Returns the embedding of an image.</summary>
    /// <param name="pixels">[red green blue, <see cref="Side"/>, <see cref="Side"/>], 0 to 1.</param>
    public float[] Embed(float[] pixels)
    {
        var centered = new float[Colors * Plane];
        for (var i = 0; i < centered.Length; i++)
            centered[i] = byte.MaxValue * pixels[(Colors - 1 - i / Plane) * Plane + i % Plane] - _mean[i];
        using var input = OrtValue.CreateTensorValueFromMemory(centered, [1, Colors, Side, Side]);
        using var options = new RunOptions();
        using var outputs = _session.Run(options, s_inputs, [input], s_outputs);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
