using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>Represents the result of meta-training.</summary>
/// <param name="Best">
/// The best meta-parameters by validation, the best first; only the last ones without validation. On the CPU, detached from dispose scopes.
/// </param>
/// <param name="MetaSteps">The number of meta-steps.</param>
/// <param name="Tasks">The number of tasks.</param>
/// <param name="Cancelled">Whether it was cancelled before its end.</param>
internal sealed record MetaTrainingResult(IReadOnlyList<ParameterSet> Best, int MetaSteps, long Tasks, bool Cancelled)
{
    public ParameterSet Parameters => Best[0];
}

/// <summary>
/// Runs the outer loop: sample a meta-batch, learn from its tasks on parallel threads, average their gradients in task order, step.
/// </summary>
internal sealed class MetaTrainer(IFewShotLearner learner, OuterLoop loop)
{
    /// <param name="initial">
    /// The initial meta-parameters, on the device to train on. Not changed. If there are none, no step is taken.
    /// </param>
    /// <param name="training">Episodes to learn from, taken in order from number 0.</param>
    /// <param name="validation">Episodes that choose the best meta-parameters; the first ones, the same each time.</param>
    /// <param name="progress">Called after each meta-step.</param>
    /// <param name="isCancelled">
    /// Called often, also within a task; ends the training with the best so far. <see langword="null"/> for never.
    /// </param>
    /// <param name="checkpoints">
    /// The checkpoints to resume from and save to: in the course of the training, when it is cancelled and at its end.
    /// </param>
    /// <exception cref="OperationCanceledException">The training was cancelled before the first meta-step was complete.</exception>
    /// <exception cref="InvalidOperationException">The training diverged: a loss is not a finite number.</exception>
    public MetaTrainingResult Train(
        ParameterSet initial,
        IEpisodeSource training,
        IEpisodeSource? validation = null,
        IProgress<MetaTrainingMetrics>? progress = null,
        Func<bool>? isCancelled = null,
        ICheckpoints? checkpoints = null)
    {
        isCancelled ??= () => false;
        if (isCancelled())
            throw new OperationCanceledException();
        if (initial.Count == 0)
            return new MetaTrainingResult([initial], MetaSteps: 0, Tasks: 0, Cancelled: false);
        using var threads = new TaskThreads(loop.ThreadsOn(initial.Device));
        using var optimizer = new OuterOptimizer(
            initial, loop.Optimizer, loop.WeightDecay, loop.Momentum, learner.Problem.IsFrozen);
        var start = checkpoints?.Load(initial, optimizer.State);
        using var best = new BestSoFar(learner.Problem.Task, loop.EnsembleSize, start?.Best ?? []);
        if (start is not null)
            optimizer.Load(start.Parameters, start.Optimizer, start.MetaStep);
        var validations = start?.Validations.ToList() ?? [];
        var step = start?.MetaStep ?? 0;
        var saved = (step, validations.Count);
        var clock = new TrainingClock(loop, start);
        void Save()
        {
            if (step > 0 && saved != (step, validations.Count))
                checkpoints?.Save(new TrainingState(step, clock.Elapsed, optimizer.Parameters, optimizer.State, best.Entries, validations));
            saved = (step, validations.Count);
        }
        bool IsLast() => step == loop.MetaSteps || clock.TimeIsUp;
        bool ValidationIsDue() =>
            validation is not null && step > 0 && (IsLast() || step % loop.ValidationInterval == 0)
                && validations.LastOrDefault()?.MetaStep != step;
        bool ValidateIfDue()
        {
            if (!ValidationIsDue() || Validate(threads, optimizer.Parameters, validation!, step, isCancelled) is not { } score)
                return false;
            validations.Add(score);
            best.Offer(optimizer.Parameters, score);
            return true;
        }
        void Report(StepResult result)
        {
            using var view = new MetaStepView(optimizer.Parameters, () => training.Load((step - 1L) * loop.MetaBatchSize));
            progress?.Report(new MetaTrainingMetrics
            {
                MetaStep = step,
                MetaSteps = loop.MetaSteps,
                Loss = result.Loss,
                Accuracy = result.Accuracy,
                ValidationLoss = validations.LastOrDefault()?.Loss,
                ValidationAccuracy = validations.LastOrDefault()?.Accuracy,
                LearningRate = result.LearningRate,
                GradientNorm = result.GradientNorm,
                InnerLearningRates = (learner as IInnerRates)?.MeanRates(optimizer.Parameters),
                TasksPerSecond = clock.TasksPerSecond(step),
                Elapsed = clock.Elapsed,
                Remaining = clock.Remaining(step),
                GradientPath = learner.GradientPath(optimizer.Parameters.Device),
                View = view,
            });
        }
        // A training that was cancelled in a validation resumes with it, to the same bits.
        ValidateIfDue();
        StepResult? last = null;
        while (!IsLast() && !isCancelled())
        {
            var over = clock.Progress(step);
            var rate = loop.Schedule.Rate(loop.LearningRate, loop.MinimumLearningRate, over);
            clock.StartLearning();
            var result = MetaStep(
                threads,
                optimizer,
                training,
                (long)step * loop.MetaBatchSize,
                rate,
                over,
                () => isCancelled() || (step > 0 && clock.IsOverdue));
            clock.StopLearning();
            if (result is null)
                break;
            last = result;
            step++;
            if (!double.IsFinite(result.Loss))
                throw new InvalidOperationException($"meta-training diverged: the loss of meta-step {step} is {result.Loss}; " +
                    $"{Divergence.Advice(LatestInputs(training, step))}.");
            ValidateIfDue();
            if (IsLast() || step % checkpoints?.Interval == 0)
                Save();
            Report(result);
        }
        // If the time is up in the middle of a meta-step, the one before it was the last.
        if (ValidateIfDue() && last is not null)
            Report(last);
        var cancelled = isCancelled() && (!IsLast() || ValidationIsDue());
        Save();
        if (step == 0 && cancelled)
            throw new OperationCanceledException();
        return new MetaTrainingResult(
            best.Take() is { Count: > 0 } kept ? kept : [Copy(optimizer.Parameters)], step, (long)step * loop.MetaBatchSize, cancelled);
    }

    /// <summary>Loads the examples of the latest meta-step, and of the one before, whose gradient may be the cause.</summary>
    private IEnumerable<Tensor> LatestInputs(IEpisodeSource training, int step)
    {
        for (var i = Math.Max(0, step - 2L) * loop.MetaBatchSize; i < (long)step * loop.MetaBatchSize; i++)
        {
            using var scope = NewDisposeScope();
            var episode = training.Load(i);
            yield return episode.Support.Inputs;
            yield return episode.Query.Inputs;
        }
    }

    /// <summary>
    /// Takes a meta-step; returns <see langword="null"/> and changes nothing if it is cancelled before its last task is complete.
    /// </summary>
    private StepResult? MetaStep(
        TaskThreads threads,
        OuterOptimizer optimizer,
        IEpisodeSource training,
        long first,
        double rate,
        double progress,
        Func<bool> isCancelled)
    {
        using var scope = NewDisposeScope();
        var device = optimizer.Parameters.Device;
        var finished = new ConcurrentBag<EpisodeGradient>();
        var tasks = threads.TryRun(loop.MetaBatchSize, i =>
        {
            var episode = training.Load(first + i);
            var result = learner.MetaGradient(
                optimizer.Parameters, new Episode(episode.Support.To(device), episode.Query.To(device)), progress);
            result.Gradient.DetachFromDisposeScope();
            result.Statistics?.DetachFromDisposeScope();
            finished.Add(result);
            return result;
        }, isCancelled);
        if (tasks is null)
        {
            foreach (var task in finished)
            {
                task.Gradient.Dispose();
                task.Statistics?.Dispose();
            }
            return null;
        }
        var gradient = optimizer.Learned(AverageInOrder(tasks, t => t.Gradient));
        var norm = Norm(gradient);
        if (loop.GradientClip is { } limit)
            foreach (var tensor in gradient.Tensors)
                tensor.ClampInPlace(-limit, limit);
        if (loop.GradientNormClip is { } largest)
            Shorten(gradient, largest);
        optimizer.Step(gradient, rate);
        if (optimizer.HasStatistics)
            optimizer.Observe(AverageInOrder(tasks, t => t.Statistics
                ?? throw new NotSupportedException($"{learner.Kind} does not observe what {learner.Problem.Normalization} normalization " +
                    "averages; use another normalization.")));
        return new StepResult(tasks.Average(t => t.Loss), tasks.Average(t => t.Accuracy), norm, rate);
    }

    /// <summary>
    /// Returns the mean over the tasks, summed in task order: the same to the last bit on any number of threads.
    /// </summary>
    private static ParameterSet AverageInOrder(EpisodeGradient[] tasks, Func<EpisodeGradient, ParameterSet> values)
    {
        var sum = values(tasks[0]);
        foreach (var task in tasks.Skip(1))
        {
            for (var i = 0; i < sum.Count; i++)
                sum.Tensors[i].AddInPlace(values(task).Tensors[i]);
            values(task).Dispose();
        }
        foreach (var tensor in sum.Tensors)
        {
            CurrentDisposeScope!.Attach(tensor);
            tensor.DivideInPlace(tasks.Length);
        }
        return sum;
    }

    private static double Norm(ParameterSet gradient) => Math.Sqrt(gradient.Tensors.Sum(t => t.Squared().sum().ToNumber()));

    private static void Shorten(ParameterSet gradient, double largest)
    {
        var norm = Norm(gradient);
        if (norm > largest)
            foreach (var tensor in gradient.Tensors)
                tensor.MultiplyInPlace(largest / norm);
    }

    private ValidationScore? Validate(TaskThreads threads, ParameterSet meta, IEpisodeSource validation, int step, Func<bool> isCancelled)
    {
        var device = meta.Device;
        var scores = threads.TryRun(loop.ValidationEpisodes, i =>
        {
            var episode = validation.Load(i);
            var outputs = learner.Adapt(meta, episode.Support.To(device))
                .Predict(episode.Query.Inputs.to(device), learner.Problem.Normalization.IsTransductive());
            var targets = episode.Query.Targets.to(device);
            var task = learner.Problem.Task;
            return (Loss: task.Loss(outputs, targets).ToNumber(), Accuracy: task.Accuracy(outputs, targets));
        }, isCancelled);
        return scores is null ? null : new ValidationScore(step, scores.Average(s => s.Loss), scores.Average(s => s.Accuracy));
    }

    internal static ParameterSet Copy(ParameterSet parameters)
    {
        using var scope = NewDisposeScope();
        return parameters.Clone().To(CPU).DetachFromDisposeScope();
    }

    private sealed record StepResult(double Loss, double Accuracy, double GradientNorm, double LearningRate);
}
