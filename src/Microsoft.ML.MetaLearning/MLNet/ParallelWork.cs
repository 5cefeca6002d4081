using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks;

namespace Microsoft.ML.MetaLearning.MLNet;

internal static class ParallelWork
{
    /// <summary>Does something with all items, on all processors. A fault is thrown as it is.</summary>
    public static void ForEach<T>(IReadOnlyList<T> items, Action<T> action)
    {
        try
        {
            Parallel.ForEach(items, action);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
