using System.Diagnostics;
using System.Linq;
using Microsoft.ML.MetaLearning.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Benchmarks.Speed;

/// <summary>
/// What the machine's convolutions can do: the rate of 64-channel 3x3 convolutions of 32 14x14 images, one torch thread on each of some
/// threads.
/// </summary>
internal static class ConvolutionPeak
{
    private const int Repetitions = 40;

    /// <summary>Floating point operations per second, the best of five rounds.</summary>
    public static double Measure(int threads)
    {
        using var scope = NewDisposeScope();
        using var workers = new TaskThreads(threads);
        var (x, w) = (randn(32, 64, 14, 14), randn(64, 64, 3, 3));
        var flops = 2.0 * 32 * 14 * 14 * 9 * 64 * 64 * Repetitions * threads;
        double Round()
        {
            var start = Stopwatch.GetTimestamp();
            workers.Run(threads, _ =>
            {
                using var _grad = no_grad();
                for (var i = 0; i < Repetitions; i++)
                    F.conv2d(x, w, padding: [1, 1]).Dispose();
                return 0;
            });
            return flops / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Round();
        return Enumerable.Range(0, 5).Select(_ => Round()).Max();
    }
}
