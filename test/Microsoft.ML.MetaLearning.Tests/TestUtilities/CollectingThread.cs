using System;
using System.Threading;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Collects garbage and runs finalizers without a pause: what is freed too early is freed now.</summary>
internal sealed class CollectingThread : IDisposable
{
    private readonly Thread _thread;
    private volatile bool _stop;

    public CollectingThread()
    {
        _thread = new Thread(Collect) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }

    private void Collect()
    {
        while (!_stop)
        {
            GC.Collect(0);
            GC.WaitForPendingFinalizers();
        }
    }
}
