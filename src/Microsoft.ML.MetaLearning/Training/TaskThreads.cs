using System;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>Represents threads that run the tasks of a meta-batch in parallel, each with one torch thread.</summary>
/// <remarks>
/// A task's tensors are small: several tasks at once use the cores far better than one task on all of them. Every task runs on one of these
/// threads, even if there is only one, so that the number of threads does not change a bit of a result.
/// </remarks>
internal sealed class TaskThreads : IDisposable
{
    private readonly Func<bool> _isCancelled;
    private readonly Thread[] _threads;
    private readonly Barrier _start;
    private readonly Barrier _end;
    private volatile Batch? _batch;

    /// <param name="count">The number of threads.</param>
    /// <param name="isCancelled">Called often, to stop <see cref="Run"/>; <see langword="null"/> for never.</param>
    public TaskThreads(int count, Func<bool>? isCancelled = null)
    {
        _isCancelled = isCancelled ?? (() => false);
        _start = new Barrier(count + 1);
        _end = new Barrier(count + 1);
        _threads = Enumerable.Range(0, count).Select(i => new Thread(Work, maxStackSize: 16 << 20)
        {
            IsBackground = true,
            Name = $"MetaLearning task {i}",
        }).ToArray();
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>
    /// Creates one thread per core, or one for a GPU. They stop when the context cancels its operations.
    /// </summary>
    public static TaskThreads For(IHostEnvironment env, Device device)
    {
        // A context only tells its hosts that it was cancelled.
        var host = env.Register(nameof(TaskThreads));
        return new TaskThreads(device.type == DeviceType.CPU ? Environment.ProcessorCount : 1, () => HostContext.IsCancelled(host));
    }

    public int Count => _threads.Length;

    /// <summary>
    /// Runs <paramref name="task"/> for 0 to <paramref name="count"/> - 1. Each call has its own dispose scope, from which the task
    /// detaches its result.
    /// </summary>
    /// <exception cref="OperationCanceledException">The tasks were cancelled before all were complete.</exception>
    public T[] Run<T>(int count, Func<int, T> task) => TryRun(count, task, _isCancelled) ?? throw new OperationCanceledException();

    /// <summary>Does the same; returns <see langword="null"/> if the tasks are cancelled before all are complete.</summary>
    public T[]? TryRun<T>(int count, Func<int, T> task, Func<bool> isCancelled)
    {
        var results = new T[count];
        var batch = new Batch(count, i => results[i] = task(i), isCancelled);
        _batch = batch;
        _start.SignalAndWait();
        _end.SignalAndWait();
        batch.Errors.FirstOrDefault(e => e is not null)?.Throw();
        return batch.IsComplete ? results : null;
    }

    public void Dispose()
    {
        _batch = null;
        _start.SignalAndWait();
        foreach (var thread in _threads)
            thread.Join();
        _start.Dispose();
        _end.Dispose();
    }

    private void Work()
    {
        // The setting belongs to the thread that makes it.
        set_num_threads(1);
        ThreadBuffers.Keep();
        while (true)
        {
            _start.SignalAndWait();
            if (_batch is not { } batch)
                break;
            batch.RunRemaining();
            _end.SignalAndWait();
        }
        ThreadBuffers.Release();
    }

    private sealed class Batch(int count, Action<int> task, Func<bool> isCancelled)
    {
        private int _next = -1;
        private int _complete;

        public bool IsComplete => _complete == count;

        public ExceptionDispatchInfo?[] Errors { get; } = new ExceptionDispatchInfo?[count];

        public void RunRemaining()
        {
            using var interruption = Interruption.By(isCancelled);
            for (var i = Interlocked.Increment(ref _next); i < count && !isCancelled(); i = Interlocked.Increment(ref _next))
            {
                using var scope = NewDisposeScope();
                try
                {
                    task(i);
                    Interlocked.Increment(ref _complete);
                }
                catch (OperationCanceledException) when (isCancelled())
                {
                    return;
                }
                catch (Exception e)
                {
                    Errors[i] = ExceptionDispatchInfo.Capture(e);
                }
            }
        }
    }
}
