using System;
using System.Text;
using System.Threading;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor : IDisposable
    {
        private static long s_totalCount;
        private static long s_peakCount;

        private nint _handle;
        private bool _condemned;

        internal Tensor(nint handle)
        {
            _handle = handle;
            if (handle != 0)
            {
                long count = Interlocked.Increment(ref s_totalCount);
                if (count > s_peakCount)
                {
                    s_peakCount = count;
                }
            }
            OwningDisposeScope = DisposeScopeManager.Register(this);
        }

        ~Tensor()
        {
            // A native call may still be reading a temporary that nothing refers to any more: wait one more collection.
            if (!_condemned)
            {
                _condemned = true;
                GC.ReRegisterForFinalize(this);
                return;
            }
            Dispose(false);
        }

        public static long TotalCount => s_totalCount;

        public static long PeakCount => s_peakCount;

        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => _handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (disposing)
            {
                OwningDisposeScope?.MarkAsDisposed(this);
                OwningDisposeScope = null;
            }
            if (_handle != 0)
            {
                NativeMethods.ts_dispose(_handle);
                Interlocked.Decrement(ref s_totalCount);
                _handle = 0;
            }
        }

        public nint DecoupleFromNativeHandle()
        {
            nint handle = Handle;
            _handle = 0;
            Interlocked.Decrement(ref s_totalCount);
            GC.SuppressFinalize(this);
            return handle;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null)
            {
                other?.Attach(this);
            }
            else
            {
                OwningDisposeScope.MoveToOther(other, this);
            }
            return this;
        }

        public override bool Equals(object? obj) => obj is Tensor tensor && Equals(tensor);

        public unsafe bool Equals(Tensor target)
        {
            int result;
            Check(NativeMethods.ts_equal(Handle, target.Handle, &result));
            return result != 0;
        }

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        public override string ToString()
        {
            var text = new StringBuilder("[").AppendJoin('x', shape);
            return text.Append("], type = ").Append(dtype).Append(", device = ").Append(device).ToString();
        }

        internal static Tensor Wrap(nint handle)
        {
            if (handle == 0)
            {
                CheckForErrors();
            }
            return new Tensor(handle);
        }

        // In-place operations return the tensor they changed.
        private Tensor Self(int status)
        {
            Check(status);
            return this;
        }
    }

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
