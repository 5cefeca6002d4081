using System;
using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Lends a thread its buffers. A thread that runs many tasks keeps them from one to the next; other threads get new ones each time.
/// </summary>
internal static class ThreadBuffers
{
    [ThreadStatic]
    private static bool s_keep;

    /// <summary>Makes this thread keep its buffers until <see cref="Release"/>.</summary>
    public static void Keep() => s_keep = true;

    /// <summary>Frees the buffers that this thread kept.</summary>
    public static void Release()
    {
        s_keep = false;
        Kept<float>.Release();
        Kept<double>.Release();
    }

    public static Loan<T> Borrow<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        s_keep ? new Loan<T>(Kept<T>.Buffers ??= new BufferPool<T>(), owned: false) : new Loan<T>(new BufferPool<T>(), owned: true);

    private static class Kept<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [ThreadStatic]
        public static BufferPool<T>? Buffers;

        public static void Release()
        {
            Buffers?.Dispose();
            Buffers = null;
        }
    }

    internal readonly ref struct Loan<T>(BufferPool<T> buffers, bool owned) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public BufferPool<T> Buffers => buffers;

        public void Dispose()
        {
            if (owned)
                buffers.Dispose();
        }
    }
}
