using System;
using System.Globalization;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>Represents how a meta-training respects its memory limit.</summary>
/// <param name="Learner">The learner to train, with checkpointing if the limit requires it.</param>
/// <param name="Description">The forecast, for the log.</param>
internal sealed record MemoryPlan(IFewShotLearner Learner, string Description)
{
    /// <param name="learner">The learner.</param>
    /// <param name="shape">The size of its episodes.</param>
    /// <param name="device">The device of the training.</param>
    /// <param name="loop">The outer loop.</param>
    /// <param name="parameters">The number of scalars of the meta-parameters.</param>
    /// <param name="limit">The most bytes of a meta-step; null for no limit.</param>
    /// <exception cref="InvalidOperationException">The forecast exceeds the limit.</exception>
    public static MemoryPlan Make(IFewShotLearner learner, EpisodeShape shape, Device device, OuterLoop loop, long parameters, long? limit)
    {
        Forecast? Of(IFewShotLearner l) => (l as IMemoryForecast)?.TaskScalars(shape, device) is { } scalars
            ? new Forecast(
                loop.ThreadsOn(device),
                sizeof(float) * (scalars + EpisodeScalars(l, shape)),
                sizeof(float) * parameters * ParameterCopies(loop))
            : null;

        if (Of(learner) is not { } forecast)
            return new MemoryPlan(learner, "the memory of a meta-step is not known" +
                (limit is null ? "" : ", so InnerLoop.MemoryLimit is not checked"));
        if (limit is null || forecast.Total <= limit)
            return new MemoryPlan(learner, $"a meta-step takes about {forecast}");

        if (learner is not ICheckpointing { Checkpointing: not Checkpointing.Always } keeping)
            throw Refusal($"{forecast}", limit.Value, "use fewer OuterLoop.Threads");
        var checkpointing = keeping.WithCheckpointing();
        var checkpointed = Of(checkpointing)!;
        return keeping.Checkpointing == Checkpointing.Automatic && checkpointed.Total <= limit
            ? new MemoryPlan(
                checkpointing,
                $"a meta-step takes about {checkpointed} with checkpointing, which is on since it would take {Size(forecast.Total)} " +
                $"without and the limit is {Size(limit.Value)}")
            : throw Refusal(
                $"{forecast} without checkpointing, and {checkpointed} with it", limit.Value,
                "use Checkpointing.Automatic, fewer OuterLoop.Threads");
    }

    private static InvalidOperationException Refusal(string forecast, long limit, string advice) => new(
        $"a meta-step would take about {forecast}, but InnerLoop.MemoryLimit is {Size(limit)}; {advice} or smaller episodes " +
        "(Ways, Shots, QueryShots), or raise InnerLoop.MemoryLimit.");

    internal static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F0} MiB");

    private static long EpisodeScalars(IFewShotLearner learner, EpisodeShape shape) =>
        (long)shape.Ways * shape.ExamplesPerClass * learner.Problem.Backbone.InputSize;

    // The initial, current and best parameters; the optimizer's moments; the gradient of each task.
    private static long ParameterCopies(OuterLoop loop) => 3 + (loop.Optimizer == OuterOptimizerKind.Sgd ? 1 : 2) + loop.MetaBatchSize;

    /// <summary>Represents the most bytes of a meta-step.</summary>
    private sealed record Forecast(int Threads, long Task, long Parameters)
    {
        public long Total => Threads * Task + Parameters;

        public override string ToString() =>
            $"{Size(Total)} of tensors ({Threads} x {Size(Task)} for a task on each thread, {Size(Parameters)} for parameters, " +
            "gradients and the optimizer)";
    }
}
