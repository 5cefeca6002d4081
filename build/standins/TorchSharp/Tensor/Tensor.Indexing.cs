using System;
using System.Runtime.CompilerServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index(Singles(indices));
            set => index_put_(value, Singles(indices));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => Wrap(NativeMethods.ts_select(Handle, 0, i1));
            set => index_put_(value, TensorIndex.Single(i1));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index((TensorIndex)i1, (TensorIndex)i2);
            set => index_put_(value, (TensorIndex)i1, (TensorIndex)i2);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index((TensorIndex)i1, (TensorIndex)i2, (TensorIndex)i3);
            set => index_put_(value, (TensorIndex)i1, (TensorIndex)i2, (TensorIndex)i3);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index((TensorIndex)i1, (TensorIndex)i2, (TensorIndex)i3, (TensorIndex)i4);
            set => index_put_(value, (TensorIndex)i1, (TensorIndex)i2, (TensorIndex)i3, (TensorIndex)i4);
        }

        public unsafe Tensor index(params TensorIndex[] indices)
        {
            NativeIndex* values = stackalloc NativeIndex[indices.Length];
            Fill(values, indices);
            return Wrap(NativeMethods.ts_index(Handle, values, indices.Length));
        }

        public Tensor index(params Tensor[] indices) => index(Tensors(indices));

        public unsafe Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            NativeIndex* values = stackalloc NativeIndex[indices.Length];
            Fill(values, indices);
            return Self(NativeMethods.ts_index_put_(Handle, values, indices.Length, value.Handle));
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, Tensors(indices));

        public unsafe Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            NativeIndex* values = stackalloc NativeIndex[indices.Length];
            Fill(values, indices);
            return Self(NativeMethods.ts_index_put_scalar_(Handle, values, indices.Length, value.Value));
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Tensors(indices));

        private static unsafe void Fill(NativeIndex* target, TensorIndex[] indices)
        {
            for (int i = 0; i < indices.Length; i++)
            {
                target[i] = indices[i].Value;
            }
        }

        private static TensorIndex[] Singles(long[] indices) => Array.ConvertAll(indices, index => TensorIndex.Single(index));

        private static TensorIndex[] Tensors(Tensor[] indices) => Array.ConvertAll(indices, TensorIndex.Tensor);
    }
}
